import type { BoundColumn, Variable } from '../analysis/index.ts';
import { type ConditionScope, conditionSql } from './condition.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { wholeJson } from './entity-json.ts';
import { tableOf } from './entity-table.ts';
import { limitOffset, type OrderSql, orderBy, orderKeys } from './order.ts';
import { rowConditions } from './path.ts';
import { filteredPath, isWhole } from './select.ts';
import { ABSENT, allOf, type TypedSql } from './typed-sql.ts';
import { valueSql } from './value.ts';

/** A statement and what its columns `c0`, `c1` … hold. */
export interface TableSql {
  readonly sql: string;
  readonly columns: readonly TypedSql[];
}

/** SQL of a column: whole entities become JSON objects. */
export function columnSql(
  context: QueryContext,
  column: BoundColumn,
  scope: ConditionScope,
): TypedSql {
  const { value } = column;
  return isWhole(value)
    ? { sql: wholeJson(context, value.variable), type: 'json' }
    : valueSql(context, value, scope);
}

function asCells(columns: readonly TypedSql[]): string {
  return columns.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
}

/** HAVING where no rows are grouped: one more condition on the path, in which columns are expressions. */
function having(
  context: QueryContext,
  columns: readonly TypedSql[],
  scope: ConditionScope,
): string {
  const condition = context.query.having;
  if (condition === undefined) return '';
  const inColumns: ConditionScope = { ...scope, column: (index) => columns[index] ?? ABSENT };
  return ` AND ${conditionSql(context, condition, inColumns)}`;
}

/** One row per path. */
export function pathTableSql(context: QueryContext, outer: ConditionScope): TableSql {
  const { query, engine } = context;
  const bound = query.result.kind === 'table' ? query.result.columns : [];
  const unfiltered = filteredPath(context, outer);
  const { scope } = unfiltered;
  const columns = bound.map((column) => columnSql(context, column, scope));
  const path = { ...unfiltered, sql: unfiltered.sql + having(context, columns, scope) };
  const inOrder: ConditionScope = { ...scope, column: (index) => columns[index] ?? ABSENT };
  const keys = query.order.flatMap(({ value, descending }) =>
    orderKeys(valueSql(context, value, inOrder), descending, engine),
  );
  const page = limitOffset(query.limit, query.skip);
  const whole = bound.flatMap(({ value }) => (isWhole(value) ? [value.variable] : []));
  const canWait = page !== '' && whole.length > 0 && whole.every(({ kind }) => kind === 'node');
  if (canWait) return { sql: lateRows(context, bound, columns, path, keys, whole), columns };
  const ties = path.identity.map((sql) => ({ sql, descending: false }));
  const sql = `SELECT ${asCells(columns)}${path.sql}${orderBy([...keys, ...ties])}${page}`;
  return { sql, columns };
}

/** Rows are found, sorted and cut before whole entities are turned into objects. */
function lateRows(
  context: QueryContext,
  bound: readonly BoundColumn[],
  columns: readonly TypedSql[],
  path: { readonly sql: string; readonly identity: readonly string[] },
  keys: readonly OrderSql[],
  whole: readonly Variable[],
): string {
  const { query } = context;
  const isLate = (index: number) => {
    const value = bound[index]?.value;
    return value !== undefined && isWhole(value);
  };
  const nodes = [...new Set(whole.map(({ index }) => index))];
  const inner = [
    ...columns.flatMap(({ sql }, index) => (isLate(index) ? [] : [`${sql} AS c${index}`])),
    ...nodes.map((node) => `${nodeAlias(context, node)}.id AS w${node}`),
    ...keys.map(({ sql }, index) => `${sql} AS k${index}`),
    ...path.identity.map((sql, index) => `${sql} AS i${index}`),
  ];
  const sorted = (table: string) =>
    orderBy([
      ...keys.map(({ descending }, index) => ({ sql: `${table}.k${index}`, descending })),
      ...path.identity.map((_, index) => ({ sql: `${table}.i${index}`, descending: false })),
    ]);
  const cells = columns.map(({ sql }, index) =>
    isLate(index) ? `${sql} AS c${index}` : `page.c${index} AS c${index}`,
  );
  const joins = nodes.map((node) => {
    const alias = nodeAlias(context, node);
    const conditions = allOf(rowConditions(context, node, 'late'));
    // Cut to the page first: a LEFT JOIN would otherwise hash every entity with all of its columns.
    return `\n  LEFT JOIN (SELECT * FROM ${tableOf(context, node)} late WHERE late.id IN (SELECT w${node} FROM page) AND ${conditions}) ${alias} ON ${alias}.id = page.w${node}`;
  });
  const found = `SELECT ${inner.join(', ')}${path.sql}`;
  return `WITH page AS (SELECT * FROM (${found}) found${sorted('found')}${limitOffset(query.limit, query.skip)})
SELECT ${cells.join(', ')}
FROM page${joins.join('')}${sorted('page')}`;
}

/** Sort keys of a table whose columns are all that is left: the keys of the query, then every column. */
export function columnOrder(
  context: QueryContext,
  columns: readonly TypedSql[],
  table: string,
  scope: ConditionScope,
): string {
  const { query, engine } = context;
  const outer = columns.map(({ type }, index) => ({ sql: `${table}.c${index}`, type }));
  const inOrder: ConditionScope = { ...scope, column: (index) => outer[index] ?? ABSENT };
  return orderBy([
    ...query.order.flatMap(({ value, descending }) =>
      orderKeys(valueSql(context, value, inOrder), descending, engine),
    ),
    ...outer.flatMap((column) => orderKeys(column, false, engine)),
  ]);
}

/** FIND UNIQUE: equal rows once. */
export function uniqueTableSql(context: QueryContext, outer: ConditionScope): TableSql {
  const { query } = context;
  const bound = query.result.kind === 'table' ? query.result.columns : [];
  const path = filteredPath(context, outer);
  const { scope } = path;
  const columns = bound.map((column) => columnSql(context, column, scope));
  const page = limitOffset(query.limit, query.skip);
  const kept = having(context, columns, scope);
  const rows = `SELECT DISTINCT ${asCells(columns)}${path.sql}${kept}`;
  const order = columnOrder(context, columns, 'found', scope);
  return { sql: `SELECT * FROM (${rows}) found${order}${page}`, columns };
}
