import type { GraphStore, ReadOptions } from '../graph/index.ts';
import {
  type CompiledQuery,
  compile,
  explain,
  mergeTrees,
  type PlaceholderValue,
  queryFailure,
  rowLimitError,
  type SmartClass,
  type Tree,
} from '../j1ql/index.ts';
import { existingVersionAt } from './graph-version.ts';

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

/** What a query may use, and what it may cost. */
export interface QueryOptions extends ReadOptions {
  /** Values of placeholders by name. */
  readonly variables?: Readonly<Record<string, PlaceholderValue>> | undefined;
  /** Definitions of smart classes by name. */
  readonly smartClasses?: Readonly<Record<string, SmartClass>> | undefined;
  /** The ids of what the query walks through are the answer, whatever it returns (see `compile`). */
  readonly asPathIds?: boolean | undefined;
  /** Most rows; more are an error, never a shorter answer. A tree, which is held whole, has {@link MOST_PATHS}. */
  readonly mostRows?: number | undefined;
}

/** Paths that a tree is put together from, unless something else is asked for. */
export const MOST_PATHS = 100_000;

/**
 * Answers a J1QL query from one version of the graph, whatever is applied meanwhile.
 *
 * @throws {J1qlError} with line and column when the text cannot be understood, and while rows are read for an
 *   answer beyond a limit; {AppError} A_NOTHING_YET
 */
export async function answerQuery(
  store: GraphStore,
  text: string,
  time: QueryTime,
  options: QueryOptions = {},
): Promise<QueryAnswer> {
  const seq = await pinnedVersion(store, time);
  const compiled = await compileFor(store, text, { ...time, seq }, options);
  const rows = () => decodedRows(store, text, compiled, options);
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
  options: QueryOptions = {},
): Promise<string> {
  const seq = await pinnedVersion(store, time);
  return explain(await compileFor(store, text, { ...time, seq }, options));
}

/** The version of the graph that a query sees. @throws {AppError} A_NOTHING_YET */
export async function pinnedVersion(
  store: GraphStore,
  { at }: Pick<QueryTime, 'at'>,
): Promise<number> {
  return at === undefined ? (await store.catalog()).seq : existingVersionAt(store, at);
}

/** A query for one version of the graph, or for a page of its rows. */
export async function compileFor(
  store: GraphStore,
  text: string,
  pinned: Omit<QueryTime, 'at'> & { readonly seq: number },
  { variables = {}, smartClasses = {}, asPathIds = false }: QueryOptions,
  page?: { readonly offset: number; readonly size: number },
): Promise<CompiledQuery> {
  const { now, seq, includeDeleted = false } = pinned;
  const catalog = await store.catalog();
  return compile(text, {
    catalog,
    now,
    seq,
    includeDeleted,
    variables,
    smartClasses,
    asPathIds,
    ...(page === undefined ? {} : { page }),
  });
}

/** The rows of a compiled query. @throws {J1qlError} J_LIMIT_ROWS, J_LIMIT_PATHS */
export async function* decodedRows(
  store: GraphStore,
  text: string,
  compiled: CompiledQuery,
  options: QueryOptions,
): AsyncGenerator<readonly ResultRow[]> {
  const isTree = compiled.shape === 'tree';
  const most = options.mostRows ?? (isTree ? MOST_PATHS : Number.POSITIVE_INFINITY);
  let count = 0;
  try {
    for await (const batch of store.read(compiled.sql, compiled.params, options)) {
      count += batch.length;
      if (count > most) throw rowLimitError(text, most, isTree ? 'paths' : 'rows');
      yield batch.map((row) => compiled.decode(row) as ResultRow);
    }
  } catch (error) {
    throw queryFailure(error, text);
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
