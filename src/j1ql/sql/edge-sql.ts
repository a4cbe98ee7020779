import { EDGE_METADATA } from '../analysis/index.ts';
import type { QueryContext } from './context.ts';
import { ABSENT, type TypedSql } from './typed-sql.ts';

/** Where the facts of a relationship are, as SQL expressions. */
export interface EdgeSql {
  /** Identity: equal for equal relationships, also for derived ones. */
  readonly _id: string;
  readonly _key: string;
  readonly _type: string;
  readonly _class: string;
  readonly _createdOn: string;
  readonly _beginOn: string;
  /** Ids of the two ends. */
  readonly from: string;
  readonly to: string;
  /** JSON object. */
  readonly props: string;
}

/** Names of the facts, in the order in which a derived table has them. */
export const EDGE_FACTS = [
  '_id',
  '_key',
  '_type',
  '_class',
  '_createdOn',
  '_beginOn',
  'from',
  'to',
  'props',
] as const satisfies readonly (keyof EdgeSql)[];

/** Name of the column of a derived table that holds a fact of an edge. */
export function factColumn(index: number, fact: keyof EdgeSql): string {
  return `e${index}${fact.startsWith('_') ? fact : `_${fact}`}`;
}

/** A property of a relationship. */
export function edgeProperty(context: QueryContext, index: number, property: string): TypedSql {
  const edge = context.edgeSql.get(index);
  if (edge === undefined) return ABSENT;
  const type = EDGE_METADATA[property];
  if (type !== undefined) return { sql: edge[property as keyof EdgeSql], type };
  return { sql: context.engine.property(edge.props, property), type: 'json' };
}
