/** Where the facts of a relationship are, as SQL expressions. */
export interface EdgeSql {
  /** Identity: equal for equal relationships, also for derived ones. */
  readonly _id: string;
  readonly _key: string;
  readonly _type: string;
  readonly _class: string;
  readonly _createdOn: string;
  readonly _beginOn: string;
  readonly _endOn: string;
  readonly _version: string;
  readonly _deleted: string;
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
  '_endOn',
  '_version',
  '_deleted',
  'from',
  'to',
  'props',
] as const satisfies readonly (keyof EdgeSql)[];

/** Name of the column of a derived table that holds a fact of an edge. */
export function factColumn(index: number, fact: keyof EdgeSql): string {
  return `e${index}${fact.startsWith('_') ? fact : `_${fact}`}`;
}
