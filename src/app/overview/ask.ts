import type { GraphStore } from '../../graph/index.ts';
import { compileFor, decodedRows, type QueryOptions, type ResultRow } from '../query.ts';

/** One version of the graph to ask. */
export interface PinnedGraph {
  readonly store: GraphStore;
  readonly seq: number;
  /** What `date.now` means, epoch milliseconds. */
  readonly now: number;
  readonly options: QueryOptions;
}

/** Rows of an answer that is meant to be small: groups, and lists with a LIMIT. */
const MOST_ROWS = 50_000;

/** All rows of a query. */
export async function ask(
  { store, seq, now, options }: PinnedGraph,
  query: string,
  includeDeleted = false,
): Promise<readonly ResultRow[]> {
  const limited = { ...options, mostRows: MOST_ROWS };
  const compiled = await compileFor(store, query, { now, seq, includeDeleted }, limited);
  const all: ResultRow[] = [];
  for await (const rows of decodedRows(store, query, compiled, limited)) all.push(...rows);
  return all;
}

/** The number in a column; undefined where there is none. */
export function numberIn(row: ResultRow | undefined, column: string): number | undefined {
  const value = row?.[column];
  return typeof value === 'number' ? value : undefined;
}

/** The text in a column; undefined where there is none. */
export function textIn(row: ResultRow | undefined, column: string): string | undefined {
  const value = row?.[column];
  return typeof value === 'string' ? value : undefined;
}

/** The sum of a column over the rows that are meant. */
export function sumOf(
  rows: readonly ResultRow[],
  column: string,
  isMeant: (row: ResultRow) => boolean = () => true,
): number {
  return rows.filter(isMeant).reduce((sum, row) => sum + (numberIn(row, column) ?? 0), 0);
}
