import type { GraphStore, ReadOptions } from '../graph/index.ts';
import { type CompiledQuery, compile, explain, mergeTrees, type Tree } from '../j1ql/index.ts';
import { AppError } from './errors.ts';

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

/** The time that a query looks at; epoch milliseconds. */
export interface QueryTime {
  /** What `date.now` means. */
  readonly now: number;
  /** The graph as it was then; as it is now when absent. Volatile properties show their latest value. */
  readonly at?: number | undefined;
  /** What was deleted before is seen as well, as it was last. */
  readonly includeDeleted?: boolean | undefined;
}

/**
 * Answers a J1QL query from one version of the graph, whatever is applied meanwhile.
 *
 * @throws {J1qlError} with line and column when the text cannot be understood; {AppError} A_NOTHING_YET
 */
export async function answerQuery(
  store: GraphStore,
  text: string,
  time: QueryTime,
  options: ReadOptions = {},
): Promise<QueryAnswer> {
  const compiled = await compileFor(store, text, time);
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
export async function explainQuery(
  store: GraphStore,
  text: string,
  time: QueryTime,
): Promise<string> {
  return explain(await compileFor(store, text, time));
}

async function compileFor(
  store: GraphStore,
  text: string,
  { now, at, includeDeleted = false }: QueryTime,
): Promise<CompiledQuery> {
  const catalog = await store.catalog();
  const seq = at === undefined ? catalog.seq : await versionAt(store, at);
  return compile(text, { catalog, now, seq, includeDeleted });
}

const VERSION_AT = 'SELECT max(a.seq) AS seq FROM apply a WHERE a.at <= CAST($1 AS BIGINT)';

/** The version of the graph that was the latest at a time. */
async function versionAt(store: GraphStore, at: number): Promise<number> {
  for await (const rows of store.read(VERSION_AT, [at])) {
    const seq = rows[0]?.['seq'];
    if (typeof seq === 'number') return seq;
  }
  throw new AppError('A_NOTHING_YET', { time: new Date(at).toISOString() });
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
