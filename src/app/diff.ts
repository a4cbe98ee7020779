import {
  type ChangeCounts,
  changesBetween,
  countChanges,
  type GraphChange,
  type GraphStore,
  type ReadOptions,
} from '../graph/index.ts';
import { AppError } from './errors.ts';
import { existingVersionAt, versionAt } from './graph-version.ts';

/** What changed of one type; the changes come as they are read. */
export interface TypeDiff extends ChangeCounts {
  /** Each call asks the store anew. Leaving the loop early cancels the query. */
  changes(): AsyncIterable<readonly GraphChange[]>;
}

/** What changed between two times. */
export interface GraphDiff {
  /** Versions of the graph; 0 is the empty graph before the first run. */
  readonly from: number;
  readonly to: number;
  readonly types: readonly TypeDiff[];
}

/**
 * Compares the graph at two times (epoch ms): what appeared, changed and vanished, by type. A time before the
 * first run stands for the empty graph.
 *
 * @throws {AppError} A_USAGE when `from` lies after `to`, A_NOTHING_YET when `to` lies before the first run
 */
export async function diffGraph(
  store: GraphStore,
  times: { readonly from: number; readonly to: number },
  options: ReadOptions = {},
): Promise<GraphDiff> {
  if (times.from > times.to) {
    throw new AppError('A_USAGE', { problem: '--from lies after --to.' });
  }
  const to = await existingVersionAt(store, times.to);
  const from = (await versionAt(store, times.from)) ?? 0;
  const counts = await countChanges(store, { from, to }, options);
  return {
    from,
    to,
    types: counts.map((each) => ({
      ...each,
      changes: () => changesBetween(store, each, { from, to }, options),
    })),
  };
}
