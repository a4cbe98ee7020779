import { visible } from '../../graph/index.ts';
import type { ConditionScope } from './condition.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { entityJson } from './entity-json.ts';
import { tableOf } from './entity-table.ts';
import { limitOffset, type OrderSql, orderBy, orderKeys } from './order.ts';
import { rowConditions } from './path.ts';
import { filteredPath, startOnlyPath } from './select.ts';
import { allOf } from './typed-sql.ts';
import { variablesOf } from './used-variables.ts';
import { valueSql } from './value.ts';

/**
 * A query without RETURN: the start entities, each once. Ids are found, sorted and cut first; only the rows
 * that are left are turned into objects.
 */
export function listSql(context: QueryContext, scope: ConditionScope): string {
  const { query, engine, seq } = context;
  const start = nodeAlias(context, 0);
  const startOnly = startOnlyPath(context, scope);
  const isSimple = startOnly !== undefined;
  const path = startOnly ?? filteredPath(context, scope).sql;
  const isOwnOrder = query.order.every(({ value }) =>
    variablesOf(value).every(({ kind, index }) => kind === 'node' && index === 0),
  );
  const keys: readonly OrderSql[] = query.order.flatMap(({ value, descending }) =>
    orderKeys(valueSql(context, value, scope), descending, engine),
  );
  const page = limitOffset(query.limit, query.skip);
  const json = (from: string) => `SELECT ${entityJson(context, 0)} AS c0${from}`;
  if (isSimple && page === '') {
    return json(`${path}${orderBy([...keys, { sql: `${start}.id`, descending: false }])}`);
  }
  const columns = keys.map(({ sql }, index) => `, ${sql} AS k${index}`).join('');
  const isGrouped = !isSimple && !isOwnOrder;
  // An entity that is reached by several paths takes the key that brings it forward.
  const grouped = keys
    .map(({ sql, descending }, index) => `, ${descending ? 'max' : 'min'}(${sql}) AS k${index}`)
    .join('');
  const found = isSimple
    ? `SELECT ${start}.id AS id${columns}${path}`
    : isGrouped
      ? `SELECT ${start}.id AS id${grouped}${path}\nGROUP BY ${start}.id`
      : `SELECT ${start}.id AS id${columns}\nFROM ${tableOf(context, 0)} ${start}\nWHERE ${visible(start, seq)} AND ${start}.id IN (SELECT ${start}.id${path})`;
  const sorted = (table: string) =>
    orderBy([
      ...keys.map(({ descending }, index) => ({ sql: `${table}.k${index}`, descending })),
      { sql: `${table}.id`, descending: false },
    ]);
  const paged = `SELECT * FROM (${found}) found${sorted('found')}${page}`;
  return `WITH page AS (${page === '' ? found : paged})\n${json(
    `\nFROM page JOIN ${tableOf(context, 0)} ${start} ON ${allOf([`${start}.id = page.id`, ...rowConditions(context, 0, start)])}`,
  )}${sorted('page')}`;
}
