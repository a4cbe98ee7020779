import {
  ENDED_TOO,
  type GraphCatalog,
  latestRows,
  type Parameter,
  type Row,
} from '../graph/index.ts';
import {
  analyze,
  Binder,
  type BoundQuery,
  type PlaceholderValue,
  type SmartClass,
} from './analysis/index.ts';
import { answerShape } from './answer-shape.ts';
import type { Query } from './ast/index.ts';
import { duckdbEngine, type Engine } from './engine/index.ts';
import { LIMITS } from './limits.ts';
import { parse } from './parser/index.ts';
import { makePlan, type Plan } from './plan/index.ts';
import { type Compilation, Parameters, statement } from './sql/index.ts';
import { boundNodes, pathEdges } from './sql/path.ts';

/** What a query is compiled for. */
export interface CompileOptions {
  readonly catalog: GraphCatalog;
  /** Epoch milliseconds that `date.now` means. */
  readonly now: number;
  /** Sequence of the graph that the query sees; without it the current rows. */
  readonly seq?: number;
  /** What has ended is seen as well, as it was last: deleted entities have `_deleted` true. */
  readonly includeDeleted?: boolean;
  /**
   * The graph that the query walks, whatever it returns: as if it ended in RETURN TREE, but with nothing of the entities
   * but their `_id`, as the cells of a table. Where it has SOMEHOW steps, which find entities on their way, it is the tree.
   */
  readonly asPathIds?: boolean;
  /** Only these of the rows that the query asks for: a page of them. */
  readonly page?: { readonly offset: number; readonly size: number };
  /** Values of `${…}` and `{{…}}` by the name between the braces. */
  readonly variables?: Readonly<Record<string, PlaceholderValue>>;
  /** Definitions of smart classes by name, without the `#`. */
  readonly smartClasses?: Readonly<Record<string, SmartClass>>;
  /** Ends that each SOMEHOW step may reach; {@link LIMITS.paths} when not given. */
  readonly mostPaths?: number;
  /** Engine of the store; DuckDB when not given. */
  readonly engine?: Engine;
}

/** A query that is ready to be run. */
export interface CompiledQuery {
  /** One statement; values are bound as `$1`, `$2` … */
  readonly sql: string;
  readonly params: readonly Parameter[];
  readonly shape: 'list' | 'table' | 'tree';
  /**
   * Names of the columns of a table in order. `h.*` stands for the declared properties of `h`; rows can hold
   * more (tags).
   */
  readonly columns: readonly string[];
  /** True for `h.*`: rows can have keys that are not in {@link columns}. */
  readonly hasOpenColumns: boolean;
  /** Those of the columns that hold moments: epoch milliseconds. */
  readonly dateColumns: readonly string[];
  /** What the asker should know: a class that the graph does not have … */
  readonly warnings: readonly string[];
  readonly plan: Plan;
  /** A row of the statement as a row of the answer: a vertex, an object by column name, or part of a tree. */
  decode(row: Row): unknown;
}

function bind(text: string, options: CompileOptions): { binder: Binder; query: BoundQuery } {
  const binder = new Binder({
    text,
    catalog: options.catalog,
    knowsGraph: true,
    now: options.now,
    variables: new Map(Object.entries(options.variables ?? {})),
    smartClasses: new Map(Object.entries(options.smartClasses ?? {})),
  });
  const parsed = parse(text);
  const query =
    options.asPathIds === true ? pathIds(analyze(asTree(parsed), binder)) : analyze(parsed, binder);
  return { binder, query: options.page === undefined ? query : pageOf(query, options.page) };
}

/** The query with its whole path as the answer. What groups have to have makes no sense of a path. */
function asTree({ having: _, ...query }: Query): Query {
  return { ...query, returns: { kind: 'tree', span: query.returns?.span ?? query.span } };
}

/** Of the entities of a tree their ids: whole ones take a hundred times the memory. */
function pathIds(tree: BoundQuery): BoundQuery {
  if (tree.steps.flatMap(pathEdges).length > 0) return tree;
  const nodes = [0, ...new Set(tree.steps.flatMap(boundNodes))];
  const columns = nodes.map((index) => ({
    name: `_id ${index}`,
    value: { kind: 'property', variable: { kind: 'node', index }, property: '_id' } as const,
  }));
  return { ...tree, result: { kind: 'table', columns, isUnique: false, isGrouped: false } };
}

/** The query for some of its rows, within its own SKIP and LIMIT. */
function pageOf(query: BoundQuery, { offset, size }: NonNullable<CompileOptions['page']>) {
  const left = query.limit === undefined ? size : Math.max(0, query.limit - offset);
  return { ...query, skip: (query.skip ?? 0) + offset, limit: Math.min(size, left) };
}

/** A statement with more common table expressions, which stand before its own. */
function withExpressions(sql: string, expressions: readonly string[]): string {
  const first = expressions.join(',\n');
  return sql.startsWith('WITH ')
    ? `WITH ${first},\n${sql.slice('WITH '.length)}`
    : `WITH ${first}\n${sql}`;
}

/**
 * Compiles a J1QL query to one SQL statement for the store that the catalog is of. No text of the query is in
 * the statement: values are bound, names come from the catalog.
 *
 * @throws J1qlError with line, column, what was found and what was expected.
 * @example
 * const query = compile("FIND Host WITH platform = 'linux'", { catalog, now: Date.now() });
 * for await (const rows of store.read(query.sql, query.params)) rows.map(query.decode);
 */
export function compile(text: string, options: CompileOptions): CompiledQuery {
  const { binder, query } = bind(text, options);
  const { catalog, engine = duckdbEngine, includeDeleted = false } = options;
  const seq = options.seq ?? (includeDeleted ? catalog.seq : undefined);
  const parameters = new Parameters();
  const pinned =
    seq === undefined ? undefined : `CAST(${parameters.add(seq)} AS ${engine.columnType('int')})`;
  let subqueries = 0;
  const compilation: Compilation = {
    engine,
    catalog,
    instances: binder.instances,
    parameters,
    mostPaths: options.mostPaths ?? LIMITS.paths,
    seq: includeDeleted ? ENDED_TOO : pinned,
    pinned,
    nextSubquery: () => {
      subqueries += 1;
      return subqueries;
    },
  };
  const compiled = statement(compilation, query);
  return {
    ...parameters.finish(
      includeDeleted && pinned !== undefined
        ? withExpressions(compiled.sql, latestRows(pinned))
        : compiled.sql,
    ),
    ...answerShape(compiled, query, catalog, binder.instances),
    warnings: [...binder.warnings],
    plan: makePlan(query, catalog),
  };
}
