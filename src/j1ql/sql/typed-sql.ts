import type { PropertyType } from '../../model/property.ts';

/**
 * An SQL expression and what it holds. `json` is a value whose type is known only when it is read; `absent`
 * never holds anything.
 */
export interface TypedSql {
  readonly sql: string;
  readonly type: PropertyType | 'json' | 'absent';
}

/** The expression that never holds anything. */
export const ABSENT: TypedSql = { sql: 'NULL', type: 'absent' };

/** A whole number as SQL. Only for numbers of ours and for checked counts, never for text of a query. */
export function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
  return String(value);
}

/** `column IN (1, 2)`, or `column = 1`; never true for no ids. */
export function inIds(column: string, ids: Iterable<number>): string {
  const list = [...ids].sort((a, b) => a - b).map(wholeNumber);
  if (list.length === 0) return 'FALSE';
  return list.length === 1 ? `${column} = ${list[0]}` : `${column} IN (${list.join(', ')})`;
}

/** All parts, joined by AND; TRUE for none. */
export function allOf(parts: readonly string[]): string {
  return parts.length === 0 ? 'TRUE' : parts.join(' AND ');
}
