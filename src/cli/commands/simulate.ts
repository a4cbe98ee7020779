import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError, systemReason } from '../../app/errors.ts';
import { listenError } from '../../app/listen-error.ts';
import { plural } from '../../app/units.ts';
import {
  createSimulator,
  type Fault,
  FaultScriptError,
  parseFaultScript,
  type Simulator,
} from '../../simulator/index.ts';
import { interrupted } from '../interrupted.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, time, wholeNumber, withCommonOptions } from '../options.ts';

interface SimulateOptions extends CommonOptions {
  readonly port: number;
  readonly host: string;
  readonly hosts: number;
  readonly detections: number;
  readonly webApps: number;
  readonly seed: string;
  readonly now?: number;
  readonly days: number;
  readonly callsPerHour: number;
  readonly concurrency: number;
  readonly username: string;
  readonly password: string;
  readonly instance: string;
  readonly faults?: string;
  readonly printTruth?: boolean;
}

/** Objects per write of the ground truth. */
const BATCH = 1000;

/** Prints the ground truth: one JSON object per line, entities first, then relationships. */
async function printTruth(
  simulator: Simulator,
  options: SimulateOptions,
  io: CommandIo,
): Promise<void> {
  let text = '';
  let lines = 0;
  for (const object of simulator.truth({
    instance: options.instance,
    accountName: options.instance,
    apiUrl: `http://127.0.0.1:${options.port}`,
  })) {
    text += `${JSON.stringify(object)}\n`;
    lines += 1;
    if (lines % BATCH !== 0) continue;
    await io.out(text);
    text = '';
  }
  await io.out(text);
}

/** Reads a fault script. */
async function faultsOf(path: string): Promise<readonly Fault[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const context = { path, reason: systemReason(error) };
    throw new AppError('A_FILE_UNREADABLE', context, { cause: error });
  });
  try {
    return parseFaultScript(text);
  } catch (error) {
    if (!(error instanceof FaultScriptError)) throw error;
    const context = { path, problems: error.problems.join('; ') };
    throw new AppError('A_FAULT_SCRIPT_INVALID', context, { cause: error });
  }
}

/** `simulate`: a Qualys platform on this machine. */
export function addSimulateCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('simulate'))
    .description('run a Qualys platform on this machine, to develop and test against')
    .option('--port <port>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 8800)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--hosts <n>', 'hosts', wholeNumber(0, 1_000_000), 200)
    .option('--detections <n>', 'mean detections of a host that has any', wholeNumber(1, 5000), 20)
    .option('--web-apps <n>', 'web applications', wholeNumber(0, 100_000), 12)
    .option('--seed <seed>', 'the same seed gives the same platform', '1')
    .option('--now <time>', 'time of the platform (default 2026-11-01T06:00Z)', time)
    .option('--days <n>', 'let so many days pass before the start', wholeNumber(0, 3650), 0)
    .option(
      '--calls-per-hour <n>',
      'calls that each endpoint takes; Qualys gives 300 to most',
      wholeNumber(1, 10_000_000),
      1_000_000,
    )
    .option(
      '--concurrency <n>',
      'calls at once that each endpoint takes; Qualys gives 2 to most',
      wholeNumber(1, 100),
      5,
    )
    .option('--username <login>', 'login it accepts', 'demo_ab1')
    .option('--password <password>', 'password it accepts; not a secret', 'demo-password')
    .option('--instance <name>', 'instance that the truth is written for', 'qualys')
    .option('--faults <file>', 'YAML or JSON: which requests go wrong, and how')
    .option('--print-truth', 'print the graph that a complete run has to give, and end')
    .action(async (options: SimulateOptions) => {
      const faults = options.faults === undefined ? [] : await faultsOf(options.faults);
      const simulator = createSimulator({
        seed: options.seed,
        hosts: options.hosts,
        detections: options.detections,
        webApps: options.webApps,
        username: options.username,
        password: options.password,
        limits: {
          default: {
            calls: options.callsPerHour,
            windowSeconds: 3600,
            concurrency: options.concurrency,
          },
        },
        ...(options.now !== undefined && { now: options.now }),
      });
      if (options.days > 0) simulator.advanceDays(options.days);
      if (options.printTruth) return printTruth(simulator, options, io);
      simulator.setFaults(faults);
      const { url } = await simulator.listen(options.port, options.host).catch((error: unknown) => {
        throw listenError(error, options);
      });
      const settings = { url, username: options.username, password: options.password };
      await io.out(
        options.json
          ? `${JSON.stringify(settings)}\n`
          : `A Qualys platform with ${plural(options.hosts, 'host')} listens on ${url}. Stop it with Ctrl-C.\n\n` +
              `QUALYS_API_URL=${url}\nQUALYS_USERNAME=${options.username}\nQUALYS_PASSWORD=${options.password}\n`,
      );
      await interrupted(io.signal);
      await simulator.close();
    });
}
