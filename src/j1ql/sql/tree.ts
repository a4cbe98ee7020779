import type { ConditionScope } from './condition.ts';
import type { QueryContext } from './context.ts';
import { edgeJson, entityJson } from './entity-json.ts';
import { limitOffset, orderBy, orderKeys } from './order.ts';
import { boundEdges, boundNodes, pathEdges } from './path.ts';
import { filteredPath } from './select.ts';
import { valueSql } from './value.ts';
import { type TreePage, withWays } from './ways.ts';

/** A statement with one row per path: entities in the first columns, relationships in the others. */
export interface TreeSql {
  readonly sql: string;
  readonly vertexCount: number;
  readonly edgeCount: number;
}

/** RETURN TREE. */
export function treeSql(context: QueryContext, outer: ConditionScope): TreeSql {
  const { query, engine } = context;
  const path = filteredPath(context, outer);
  const { scope } = path;
  const nodes = [0, ...new Set(query.steps.flatMap(boundNodes))];
  const paths = query.steps.flatMap(pathEdges);
  const edges = query.steps.flatMap(boundEdges).filter((edge) => !paths.includes(edge));
  const cells = [
    ...nodes.map((node) => entityJson(context, node)),
    ...edges.map((edge) => edgeJson(context, edge)),
  ];
  const page: TreePage = {
    cells: cells.map((sql, index) => ({ name: `c${index}`, sql })),
    from: path.sql,
    keys: query.order.flatMap(({ value, descending }) =>
      orderKeys(valueSql(context, value, scope), descending, engine),
    ),
    ties: path.identity,
  };
  const counts = { vertexCount: nodes.length, edgeCount: edges.length };
  if (paths.length > 0) return { sql: withWays(context, page, paths), ...counts };
  const ties = page.ties.map((sql) => ({ sql, descending: false }));
  const columns = page.cells.map(({ name, sql }) => `${sql} AS ${name}`);
  return {
    sql: `SELECT ${columns.join(', ')}${page.from}${orderBy([...page.keys, ...ties])}${limitOffset(query.limit, query.skip)}`,
    ...counts,
  };
}
