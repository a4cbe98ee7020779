import { type Command, InvalidArgumentError } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { curlCommands, curlScript, doctor } from '../../app/doctor/index.ts';
import { type Environment, readEnvironment } from '../../app/environment.ts';
import { readConfig } from '../../integration/index.ts';
import { doctorReport } from '../doctor-report.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, instanceOption, withCommonOptions } from '../options.ts';

interface DoctorOptions extends CommonOptions {
  readonly instance: string;
  readonly insist?: boolean;
  readonly curl?: boolean;
  readonly bundle?: string;
}

/** `doctor`: what these credentials can read, endpoint by endpoint. */
export function addDoctorCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('doctor'))
    .description('tell what these credentials can read, and what the graph lacks without the rest')
    .addOption(instanceOption())
    .option('--insist', 'try a login that Qualys refused before')
    .option('--curl', 'print the same calls as curl commands instead of making them')
    .option(
      '--bundle <file>',
      'also write a support bundle (.json.gz), without secrets, names and addresses',
      bundleName,
    )
    .action(async (options: DoctorOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      if (options.curl) return printCurl(env, options, io);
      const report = await doctor({
        ...options,
        env,
        dataDir: dataDir(options.dataDir, env),
        signal: io.signal,
        onCall: (label) => io.err(`${label} …\n`),
        onWait: (label, reason) => io.err(`${label}: waiting, ${reason}\n`),
        onBundle: (file, bytes) => io.err(bundleWritten(file, bytes)),
      });
      process.exitCode = report.exitCode;
      return io.out(options.json ? json(report) : `\n${doctorReport(report)}`);
    });
}

function printCurl(env: Environment, options: DoctorOptions, io: CommandIo): Promise<void> {
  const config = readConfig(env);
  return io.out(options.json ? json({ commands: curlCommands(config) }) : curlScript(config));
}

function bundleName(text: string): string {
  if (!text.endsWith('.json.gz')) {
    throw new InvalidArgumentError('Give the name of a file that ends with .json.gz.');
  }
  return text;
}

function bundleWritten(file: string, bytes: number): string {
  return `Support bundle: ${file} (${Math.ceil(bytes / 1024)} kB). What is private is replaced by placeholders; look through it before you send it.\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
