import type { ConditionScope } from './condition.ts';
import type { QueryContext } from './context.ts';
import { edgeJson, entityJson } from './entity-json.ts';
import { limitOffset, orderBy, orderKeys } from './order.ts';
import { boundEdges, boundNodes } from './path.ts';
import { filteredPath } from './select.ts';
import { valueSql } from './value.ts';

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
  const edges = query.steps.flatMap(boundEdges);
  const cells = [
    ...nodes.map((node) => entityJson(context, node)),
    ...edges.map((edge) => edgeJson(context, edge)),
  ];
  const keys = query.order.flatMap(({ value, descending }) =>
    orderKeys(valueSql(context, value, scope), descending, engine),
  );
  const ties = path.identity.map((sql) => ({ sql, descending: false }));
  return {
    sql: `SELECT ${cells.map((sql, index) => `${sql} AS c${index}`).join(', ')}${path.sql}${orderBy([...keys, ...ties])}${limitOffset(query.limit, query.skip)}`,
    vertexCount: nodes.length,
    edgeCount: edges.length,
  };
}
