import type { Command } from 'commander';
import { collectRun } from '../../app/collect.ts';
import { graphOf } from '../../app/console/index.ts';
import { type DataDir, dataDir } from '../../app/data-dir.ts';
import { type Environment, readEnvironment } from '../../app/environment.ts';
import { loadQuestions } from '../../app/questions.ts';
import { type RunRecord, runExitCode } from '../../app/run-record.ts';
import type { GraphStore } from '../../graph/index.ts';
import { createSimulator } from '../../simulator/index.ts';
import { demoConsole } from '../demo-console.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, wholeNumber, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';
import { IN_CHECKOUT, programName } from '../program-name.ts';
import { progressDisplay } from '../progress/index.ts';
import { runSummary } from '../run-summary.ts';
import { printQuestion } from './questions.ts';

interface DemoOptions extends CommonOptions {
  readonly hosts: number;
  readonly once?: boolean;
}

interface AskOptions extends DemoOptions {
  /** Whether the run read a platform that is not simulated. */
  readonly isReal: boolean;
}

/** Rows of each answer that the demo shows. */
const ROWS_SHOWN = 5;
/** Any of them set means a real Qualys; others, such as that of a proxy, do not. */
const NAMES_OF_A_REAL_ONE = [
  'QUALYS_API_URL',
  'QUALYS_USERNAME',
  'QUALYS_PASSWORD',
  'QUALYS_PASSWORD_FILE',
  'QUALYS_PASSWORD_COMMAND',
  'QUALYS_TOKEN',
  'QUALYS_TOKEN_FILE',
  'QUALYS_TOKEN_COMMAND',
  'QUALYS_CLIENT_ID',
  'QUALYS_CLIENT_SECRET',
  'QUALYS_CLIENT_SECRET_FILE',
  'QUALYS_CLIENT_SECRET_COMMAND',
];
const HOUR_MS = 3_600_000;

/** `demo`: first run and first answers, with a simulated Qualys unless `QUALYS_*` names a real one. */
export function addDemoCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('demo'))
    .description(
      'collect from a simulated Qualys (a real one when QUALYS_* is set), ask the graph, and open the console',
    )
    .option('--hosts <n>', 'hosts of the simulated platform', wholeNumber(1, 100_000), 200)
    .option('--once', 'end after the answers, without the console')
    .action(async (options: DemoOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const isReal = NAMES_OF_A_REAL_ONE.some((name) => (env[name] ?? '') !== '');
      if (isReal) {
        const dir = dataDir(options.dataDir, env);
        io.err('Reading the Qualys that QUALYS_API_URL names …\n');
        const isThere = await collectAndAsk(env, dir, 'qualys', { ...options, isReal }, io);
        if (isThere) await demoConsole(dir, env, undefined, io);
        return;
      }
      const dir = dataDir(options.dataDir, env, '-demo');
      // The clock of the platform stands at the full hour, so that questions about the last days have answers.
      const simulator = createSimulator({
        hosts: options.hosts,
        limits: 'generous',
        now: Math.floor(Date.now() / HOUR_MS) * HOUR_MS,
      });
      const { url } = await simulator.listen();
      try {
        io.err(`A simulated Qualys platform with ${options.hosts} hosts listens on ${url}.\n`);
        const simulated = {
          ...env,
          QUALYS_API_URL: url,
          QUALYS_USERNAME: simulator.username,
          QUALYS_PASSWORD: simulator.password,
        };
        const { username, password } = simulator;
        const isThere = await collectAndAsk(simulated, dir, 'demo', { ...options, isReal }, io);
        if (isThere) await demoConsole(dir, env, { instance: 'demo', url, username, password }, io);
      } finally {
        await simulator.close();
      }
    });
}

/** @returns whether there is a graph to open the console on, and the console is wanted */
async function collectAndAsk(
  env: Environment,
  dir: DataDir,
  instance: string,
  options: AskOptions,
  io: CommandIo,
): Promise<boolean> {
  const display = progressDisplay(io);
  let record: RunRecord;
  try {
    record = await collectRun({
      env,
      dataDir: dir,
      graph: graphOf(dir),
      instance,
      signal: io.signal,
      onProgress: display.show,
    });
  } finally {
    display.stop();
  }
  process.exitCode = runExitCode(record);
  if (options.json) {
    await io.out(`${JSON.stringify(record, null, 2)}\n`);
    return false;
  }
  await io.out(`\n${runSummary(record)}`);
  if (record.status === 'failed' || record.status === 'cancelled') return false;
  const ask = async (store: GraphStore) => {
    const overview = (await loadQuestions()).filter(({ tags }) => tags.includes('overview'));
    for (const question of overview) await printQuestion(store, question, io, ROWS_SHOWN);
  };
  await graphOf(dir).existing(ask, patienceOf(io));
  await io.out(nextSteps(dir, env, options.isReal));
  return options.once !== true;
}

function nextSteps(dir: DataDir, env: Environment, isReal: boolean): string {
  const isDefault = dataDir(undefined, env).path === dir.path;
  const where = isDefault ? '' : ` --data-dir ${dir.path}`;
  const program = programName(env);
  const again = program === IN_CHECKOUT ? 'npm start' : `${program} demo`;
  const last = isReal
    ? `To bring it up to date, run ${program} collect${where}; to have the console do so by itself, add an integration there.`
    : `For your own Qualys, put QUALYS_USERNAME, QUALYS_PASSWORD and QUALYS_API_URL into a file .env here, and run ${again} again.`;
  return `
The graph is in ${dir.path}. Ask it something yourself:

  ${program} query${where} "FIND Host AS h THAT HAS Finding WITH severity = 'critical' AND open = true AS f RETURN h.displayName, f.displayName, f.firstFoundOn"
  ${program} questions list${where}

${last}
`;
}
