import { type Command, Option } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { readEnvironment } from '../../app/environment.ts';
import { answerQuery } from '../../app/query.ts';
import { withExistingGraph } from '../../app/with-graph.ts';
import { FORMATS, type FormatName } from '../format/index.ts';
import { plural } from '../format/units.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';

interface QueryOptions extends CommonOptions {
  readonly format?: FormatName;
}

/** `query`: asks the graph in J1QL. */
export function addQueryCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('query'))
    .description('ask the graph in J1QL; gives every row unless LIMIT says otherwise')
    .argument('<j1ql>', "for instance 'FIND Host THAT HAS Finding WITH open = true'")
    .addOption(
      new Option('--format <format>', 'form of the answer (default: table)').choices(
        Object.keys(FORMATS),
      ),
    )
    .action(async (text: string, options: QueryOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const name = options.format ?? (options.json ? 'json' : 'table');
      await withExistingGraph(dataDir(options.dataDir, env), async (store) => {
        const answer = await answerQuery(store, text, Date.now(), { signal: io.signal });
        for (const warning of answer.warnings) io.err(`Note: ${warning}\n`);
        const rows = await FORMATS[name](answer, io.out);
        if (name === 'table' && rows > 0) io.err(`${plural(rows, 'row')}\n`);
      });
    });
}
