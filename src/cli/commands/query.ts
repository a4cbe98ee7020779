import { type Command, Option } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { answerQuery, explainQuery } from '../../app/query.ts';
import { withExistingGraph } from '../../app/with-graph.ts';
import { FORMATS, type FormatName } from '../format/index.ts';
import { plural } from '../format/units.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, time, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';

interface QueryOptions extends CommonOptions {
  readonly format?: FormatName;
  readonly explain?: boolean;
  readonly at?: number;
}

/** `query`: asks the graph in J1QL. */
export function addQueryCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('query'))
    .description('ask the graph in J1QL; gives every row unless LIMIT says otherwise')
    .argument('<j1ql>', "for instance 'FIND Host THAT HAS Finding WITH open = true'")
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
    .option('--explain', 'print the plan and the SQL instead of the answer')
    .action(async (text: string, options: QueryOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const when = { now: options.at ?? Date.now(), at: options.at };
      await withExistingGraph(
        dataDir(options.dataDir, env),
        async (store) => {
          if (options.explain) {
            const explanation = await explainQuery(store, text, when);
            return io.out(`${options.json ? JSON.stringify({ explanation }) : explanation}\n`);
          }
          const answer = await answerQuery(store, text, when, { signal: io.signal });
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
