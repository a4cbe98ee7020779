import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { checkQueries, readQueryList } from '../../app/check-queries.ts';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { AppError, systemReason } from '../../app/errors.ts';
import { answerQuery, explainQuery } from '../../app/query.ts';
import { loadSmartClasses } from '../../app/smart-classes.ts';
import { count, plural } from '../../app/units.ts';
import { withExistingGraph } from '../../app/with-graph.ts';
import { FORMATS, type FormatName } from '../format/index.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, time, wholeNumber, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';

interface QueryOptions extends CommonOptions {
  readonly format?: FormatName;
  readonly explain?: boolean;
  readonly check?: string;
  readonly includeDeleted?: boolean;
  readonly timeout?: number;
  readonly maxRows?: number;
  readonly at?: number;
}

const EXIT_REJECTED = 2;

/** `--check`: one line of JSON for each query that is rejected, or one document with `--json`. */
async function checkFile(path: string, { json }: QueryOptions, io: CommandIo): Promise<void> {
  const isStdin = path === '-';
  const content = isStdin ? await io.input() : await readText(path);
  const report = checkQueries(readQueryList(isStdin ? 'stdin' : path, content));
  const { checked, rejected } = report;
  const lines = rejected.map((each) => `${JSON.stringify(each)}\n`).join('');
  await io.out(json ? `${JSON.stringify(report)}\n` : lines);
  io.err(`${count(checked)} checked, ${count(rejected.length)} rejected\n`);
  if (rejected.length > 0) process.exitCode = EXIT_REJECTED;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new AppError(
      'A_FILE_UNREADABLE',
      { path, reason: systemReason(error) },
      { cause: error },
    );
  });
}

/** `query`: asks the graph in J1QL. */
export function addQueryCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('query'))
    .description('ask the graph in J1QL; gives every row unless LIMIT says otherwise')
    .argument('[j1ql]', "for instance 'FIND Host THAT HAS Finding WITH open = true'")
    .addOption(
      new Option(
        '--format <format>',
        'form of the answer (default: table, json for a tree)',
      ).choices(Object.keys(FORMATS)),
    )
    .option(
      '--at <time>',
      'ask the graph as it was then; properties without a history show their latest value',
      time,
    )
    .option('--include-deleted', 'also what was deleted, as it was last (_deleted is true then)')
    .option('--timeout <seconds>', 'give up after this time (default: 60)', wholeNumber(1, 86_400))
    .option(
      '--max-rows <rows>',
      'an error instead of an answer with more rows (default: no limit)',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--explain', 'print the plan and the SQL instead of the answer')
    .option(
      '--check <file>',
      'only parse the queries of a file (a JSON array, or one a line; - for stdin), and print those that are rejected',
    )
    .action(async (text: string | undefined, options: QueryOptions) => {
      if (options.check !== undefined) return checkFile(options.check, options, io);
      if (text === undefined) throw new AppError('A_USAGE', { problem: 'no query was given.' });
      const env = await readEnvironment(io.env, io.cwd);
      const { at, includeDeleted } = options;
      const when = { now: at ?? Date.now(), at, includeDeleted };
      const dir = dataDir(options.dataDir, env);
      const limits = {
        signal: io.signal,
        smartClasses: await loadSmartClasses(dir),
        mostRows: options.maxRows,
        timeoutMs: options.timeout === undefined ? undefined : options.timeout * 1000,
      };
      await withExistingGraph(
        dir,
        async (store) => {
          if (options.explain) {
            const explanation = await explainQuery(store, text, when, limits);
            return io.out(`${options.json ? JSON.stringify({ explanation }) : explanation}\n`);
          }
          const answer = await answerQuery(store, text, when, limits);
          for (const warning of answer.warnings) io.err(`Note: ${warning}\n`);
          // A tree has no columns: without a wish for another form it is JSON.
          const fallback = options.json || answer.shape === 'tree' ? 'json' : 'table';
          const name = options.format ?? fallback;
          const rows = await FORMATS[name](answer, io.out);
          if (name === 'table' && rows > 0) io.err(`${plural(rows, 'row')}\n`);
        },
        patienceOf(io),
      );
    });
}
