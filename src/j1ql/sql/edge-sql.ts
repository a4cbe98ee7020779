import { EDGE_METADATA } from '../analysis/index.ts';
import type { QueryContext } from './context.ts';
import type { EdgeSql } from './edge-facts.ts';
import { ABSENT, type TypedSql } from './typed-sql.ts';

/** A property of a relationship. */
export function edgeProperty(context: QueryContext, index: number, property: string): TypedSql {
  const edge = context.edgeSql.get(index);
  if (edge === undefined) return ABSENT;
  const type = EDGE_METADATA[property];
  if (type !== undefined) return { sql: edge[property as keyof EdgeSql], type };
  // Only relationships that a source states have properties of their own.
  const groups = context.query.edges[index]?.groups ?? [];
  if (groups.every(({ origin }) => origin !== 'stored')) return ABSENT;
  return { sql: context.engine.property(edge.props, property), type: 'json' };
}
