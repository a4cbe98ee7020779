import { visible } from './derived-edges.ts';
import { entityTable } from './entity-table.ts';
import type { GraphReader, ReadOptions } from './graph-store.ts';

/** How many findings were open, by severity. */
export type OpenBySeverity = Readonly<Record<string, number>>;

/**
 * Counted once at the first sequence that is wanted, and from there on what came and what went: a version counts from the
 * sequence at which it begins to the one at which it ends. So the cost does not grow with the number of sequences.
 */
function changes(table: string): string {
  const open = `FROM ${table} f WHERE f."open" AND f.severity IS NOT NULL AND`;
  return `SELECT seq, severity, CAST(sum(n) AS BIGINT) AS n FROM (
      SELECT $1 AS seq, f.severity AS severity, count(*) AS n ${open} ${visible('f', '$1')} GROUP BY 2
      UNION ALL
      SELECT f.begin_seq, f.severity, count(*) ${open} f.begin_seq > $1 AND f.begin_seq <= $2 GROUP BY 1, 2
      UNION ALL
      SELECT f.end_seq, f.severity, -count(*) ${open} f.end_seq > $1 AND f.end_seq <= $2 GROUP BY 1, 2
    ) GROUP BY 1, 2 ORDER BY 1`;
}

/**
 * The open findings of a type at some sequences, by severity: what a query at each of them would count, read in one go.
 *
 * @param seqs in ascending order
 */
export async function openHistory(
  store: GraphReader,
  type: string,
  seqs: readonly number[],
  options: ReadOptions = {},
): Promise<ReadonlyMap<number, OpenBySeverity>> {
  const [first, last] = [seqs[0], seqs.at(-1)];
  const found = new Map<number, OpenBySeverity>();
  if (first === undefined || last === undefined) return found;
  const table = entityTable([type])?.name ?? 'entity';
  const steps: { readonly seq: number; readonly severity: string; readonly n: number }[] = [];
  for await (const rows of store.read(changes(table), [first, last], options)) {
    for (const { seq, severity, n } of rows) {
      steps.push({ seq: Number(seq), severity: String(severity), n: Number(n) });
    }
  }
  const now: Record<string, number> = {};
  let next = 0;
  for (const seq of seqs) {
    for (let step = steps[next]; step !== undefined && step.seq <= seq; step = steps[next]) {
      now[step.severity] = (now[step.severity] ?? 0) + step.n;
      next += 1;
    }
    found.set(seq, { ...now });
  }
  return found;
}
