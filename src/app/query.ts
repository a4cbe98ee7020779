import type { GraphStore, ReadOptions } from '../graph/index.ts';
import { type CompiledQuery, compile, explain, mergeTrees, type Tree } from '../j1ql/index.ts';

/** A decoded row: an object keyed by column name, a vertex object of a list, or a tree. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** The answer of a query; rows come as they are read. */
export interface QueryAnswer {
  readonly shape: 'list' | 'table' | 'tree';
  /** Names of the columns; none for a list and a tree. */
  readonly columns: readonly string[];
  /** Rows may hold more than `columns` say, because of `alias.*`. */
  readonly hasOpenColumns: boolean;
  /** What the user should know: for instance a class that no entity has. */
  readonly warnings: readonly string[];
  /**
   * Rows in batches; a tree is one row. Each call asks the store anew, for the same version of the graph.
   * Leaving the loop early cancels the query in the store.
   */
  rows(): AsyncIterable<readonly ResultRow[]>;
}

/**
 * Answers a J1QL query from the graph as it is now: the query sees one version of it, whatever is
 * applied meanwhile.
 *
 * @param now time that `date.now` means, epoch milliseconds
 * @throws {J1qlError} with line and column when the text cannot be understood
 */
export async function answerQuery(
  store: GraphStore,
  text: string,
  now: number,
  options: ReadOptions = {},
): Promise<QueryAnswer> {
  const compiled = await compileFor(store, text, now);
  const rows = () => decodedRows(store, compiled, options);
  return {
    shape: compiled.shape,
    columns: compiled.columns,
    warnings: compiled.warnings,
    hasOpenColumns: compiled.hasOpenColumns,
    rows: compiled.shape === 'tree' ? () => wholeTree(rows()) : rows,
  };
}

/** The plan of a query and its SQL, for a person; nothing is run. Throws as {@link answerQuery}. */
export async function explainQuery(store: GraphStore, text: string, now: number): Promise<string> {
  return explain(await compileFor(store, text, now));
}

async function compileFor(store: GraphStore, text: string, now: number): Promise<CompiledQuery> {
  const catalog = await store.catalog();
  return compile(text, { catalog, now, seq: catalog.seq });
}

async function* decodedRows(
  store: GraphStore,
  compiled: CompiledQuery,
  options: ReadOptions,
): AsyncGenerator<readonly ResultRow[]> {
  for await (const batch of store.read(compiled.sql, compiled.params, options)) {
    yield batch.map((row) => compiled.decode(row) as ResultRow);
  }
}

/** Rows of a tree are its paths: together they are one tree in which everything stands once. */
async function* wholeTree(
  rows: AsyncIterable<readonly ResultRow[]>,
): AsyncGenerator<readonly ResultRow[]> {
  let tree: Tree = { vertices: [], edges: [] };
  for await (const paths of rows) tree = mergeTrees([tree, ...(paths as unknown as Tree[])]);
  yield [{ ...tree }];
}
