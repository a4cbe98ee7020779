import { type Command, InvalidArgumentError } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import {
  curlCommands,
  curlScript,
  type DoctorReport,
  examine,
  writeSupportBundle,
} from '../../app/doctor/index.ts';
import { type Environment, readEnvironment } from '../../app/environment.ts';
import { isReportedError, reportError } from '../../app/reported-error.ts';
import { readConfig } from '../../integration/index.ts';
import { doctorReport } from '../doctor-report.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';

interface DoctorOptions extends CommonOptions {
  readonly curl?: boolean;
  readonly bundle?: string;
}

/** `doctor`: what these credentials can read, endpoint by endpoint. */
export function addDoctorCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('doctor'))
    .description('tell what these credentials can read, and what the graph lacks without the rest')
    .option('--curl', 'print the same calls as curl commands instead of making them')
    .option(
      '--bundle <file>',
      'also write a support bundle (.json.gz), without secrets, names and addresses',
      bundleName,
    )
    .action(async (options: DoctorOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      if (options.curl) return printCurl(env, options, io);
      const report = await examineAndBundle(env, options, io);
      process.exitCode = report.exitCode;
      await io.out(options.json ? json(report) : `\n${doctorReport(report)}`);
    });
}

function printCurl(env: Environment, options: DoctorOptions, io: CommandIo): Promise<void> {
  const config = readConfig(env);
  return io.out(options.json ? json({ commands: curlCommands(config) }) : curlScript(config));
}

/** The bundle is written whatever comes out: the more so when something is wrong. */
async function examineAndBundle(
  env: Environment,
  options: DoctorOptions,
  io: CommandIo,
): Promise<DoctorReport> {
  const { signal } = io;
  const bundle = async (doctor: DoctorReport | ReturnType<typeof reportError>) => {
    if (options.bundle === undefined) return;
    const dir = dataDir(options.dataDir, env);
    const bytes = await writeSupportBundle(options.bundle, { env, dataDir: dir, doctor, signal });
    io.err(
      `Support bundle: ${options.bundle} (${Math.ceil(bytes / 1024)} kB). What is private is replaced by placeholders; look through it before you send it.\n`,
    );
  };
  const report = await examine({
    env,
    signal,
    onCall: (label) => io.err(`${label} …\n`),
    onWait: (label, reason) => io.err(`${label}: waiting, ${reason}\n`),
  }).catch(async (error: unknown) => {
    if (isReportedError(error) && !signal.aborted) await bundle(reportError(error));
    throw error;
  });
  await bundle(report);
  return report;
}

function bundleName(text: string): string {
  if (!text.endsWith('.json.gz')) {
    throw new InvalidArgumentError('Give the name of a file that ends with .json.gz.');
  }
  return text;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
