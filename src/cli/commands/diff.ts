import type { Command } from 'commander';
import { dataDir } from '../../app/data-dir.ts';
import { diffGraph, type GraphDiff, type TypeDiff } from '../../app/diff.ts';
import { readEnvironment } from '../../app/environment.ts';
import { count } from '../../app/units.ts';
import { withExistingGraph } from '../../app/with-graph.ts';
import type { GraphChange } from '../../graph/index.ts';
import { cellText } from '../format/cell.ts';
import type { CommandIo } from '../io.ts';
import { type CommonOptions, time, withCommonOptions } from '../options.ts';
import { patienceOf } from '../patience.ts';

interface DiffOptions extends CommonOptions {
  readonly from: number;
  readonly to?: number;
  readonly summary?: boolean;
}

/** `diff`: what changed between two times. */
export function addDiffCommand(program: Command, io: CommandIo): void {
  withCommonOptions(program.command('diff'))
    .description('what appeared, changed and vanished between two times, by type')
    .requiredOption(
      '--from <time>',
      'the earlier time; before the first run the graph is empty',
      time,
    )
    .option('--to <time>', 'the later time (default: now)', time)
    .option('--summary', 'only how many of each type')
    .action(async (options: DiffOptions) => {
      const env = await readEnvironment(io.env, io.cwd);
      const times = { from: options.from, to: options.to ?? Date.now() };
      await withExistingGraph(
        dataDir(options.dataDir, env),
        async (store) => {
          const diff = await diffGraph(store, times, { signal: io.signal });
          const isSummary = options.summary === true;
          await (options.json
            ? printJson(diff, times, isSummary, io)
            : printText(diff, isSummary, io));
        },
        patienceOf(io),
      );
    });
}

interface Times {
  readonly from: number;
  readonly to: number;
}

function countsOf({ object, type, appeared, changed, vanished }: TypeDiff) {
  return { object, type, appeared, changed, vanished };
}

/** One document, written as the changes come. */
async function printJson(
  diff: GraphDiff,
  times: Times,
  isSummary: boolean,
  io: CommandIo,
): Promise<void> {
  const head = {
    from: new Date(times.from).toISOString(),
    to: new Date(times.to).toISOString(),
    summary: diff.types.map(countsOf),
  };
  if (isSummary) return io.out(`${JSON.stringify(head)}\n`);
  await io.out(`${JSON.stringify(head).slice(0, -1)},"changes":[`);
  let written = 0;
  for (const type of diff.types) {
    for await (const batch of type.changes()) {
      await io.out(
        batch
          .map((change) => `${written++ === 0 ? '\n' : ',\n'}${JSON.stringify(change)}`)
          .join(''),
      );
    }
  }
  await io.out('\n]}\n');
}

const SIGN = { appeared: '+', changed: '~', vanished: '-' } as const;

function lines(change: GraphChange): string {
  const name = change.displayName ?? '';
  const reason = change.closedReason === undefined ? '' : ` (${change.closedReason})`;
  const first = `  ${SIGN[change.change]} ${change.key}  ${cellText('', name)}${reason}`.trimEnd();
  const properties = (change.properties ?? []).map(({ property, before, after }) => {
    const value = (side: unknown) => (side === undefined ? 'absent' : cellText(property, side));
    return `      ${property}: ${value(before)} → ${value(after)}`;
  });
  return `${[first, ...properties].join('\n')}\n`;
}

async function printText(diff: GraphDiff, isSummary: boolean, io: CommandIo): Promise<void> {
  if (diff.types.length === 0) return io.out('Nothing changed.\n');
  for (const type of diff.types) {
    const counts = (['appeared', 'changed', 'vanished'] as const)
      .filter((name) => type[name] > 0)
      .map((name) => `${count(type[name])} ${name}`);
    await io.out(`${type.type}: ${counts.join(', ')}\n`);
    if (isSummary) continue;
    for await (const batch of type.changes()) await io.out(batch.map(lines).join(''));
  }
}
