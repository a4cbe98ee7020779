import type { GraphStore, ReadOptions } from '../graph/index.ts';
import { compile } from '../j1ql/index.ts';

/** A decoded row: an object keyed by column name, or a vertex object of a list. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** The answer of a query; rows come as they are read. */
export interface QueryAnswer {
  readonly shape: 'list' | 'table' | 'tree';
  readonly columns: readonly string[];
  /** What the user should know: for instance a class that no entity has. */
  readonly warnings: readonly string[];
  /** Rows in batches. Leaving the loop early cancels the query in the store. */
  readonly rows: AsyncIterable<readonly ResultRow[]>;
}

/**
 * Answers a J1QL query from the graph as it is now: the query sees one version of it, whatever is
 * applied meanwhile.
 *
 * @param now time that `date.now` means, epoch milliseconds
 * @throws a J1QL error with line and column when the text cannot be understood
 */
export async function answerQuery(
  store: GraphStore,
  text: string,
  now: number,
  options: ReadOptions = {},
): Promise<QueryAnswer> {
  const catalog = await store.catalog();
  const compiled = compile(text, { catalog, now, seq: catalog.seq });
  async function* rows() {
    for await (const batch of store.read(compiled.sql, compiled.params, options)) {
      yield batch.map((row) => compiled.decode(row) as ResultRow);
    }
  }
  return {
    shape: compiled.shape,
    columns: compiled.columns,
    warnings: compiled.warnings,
    rows: rows(),
  };
}
