/** A query that can be opened to see what is behind a number. */
export interface QueryLink {
  /** J1QL. */
  readonly query: string;
  /** The time that it looks at, ISO 8601; the one of the overview when absent. */
  readonly at?: string;
  /** It also looks at what was deleted. */
  readonly includeDeleted?: true;
}

/**
 * A number, and the query behind it: the number is that of the rows of its answer or, where the query counts
 * itself, its only cell.
 */
export interface Figure extends QueryLink {
  readonly value: number;
}

/** A number with the query behind it. */
export function figure(value: number, query: string, more: Omit<QueryLink, 'query'> = {}): Figure {
  return { value, query, ...more };
}
