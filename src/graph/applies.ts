import type { GraphReader, ReadOptions } from './graph-store.ts';

/** One run that was applied. */
export interface AppliedRun {
  readonly seq: number;
  /** Time of the run, epoch milliseconds. */
  readonly at: number;
}

/** The runs that were applied up to a sequence, in their order. */
export async function appliedRuns(
  store: GraphReader,
  upTo: number,
  options: ReadOptions = {},
): Promise<readonly AppliedRun[]> {
  const runs: AppliedRun[] = [];
  const sql = 'SELECT a.seq AS seq, a.at AS at FROM apply a WHERE a.seq <= $1 ORDER BY a.seq';
  for await (const rows of store.read(sql, [upTo], options)) {
    for (const { seq, at } of rows) runs.push({ seq: Number(seq), at: Number(at) });
  }
  return runs;
}
