import type { Engine } from '../engine/index.ts';
import { type TypedSql, wholeNumber } from './typed-sql.ts';

/** One key of ORDER BY. */
export interface OrderSql {
  readonly sql: string;
  readonly descending: boolean;
}

/**
 * The keys by which a value is sorted. A value whose type is known only when it is read sorts as a number,
 * then as a text, then as whatever it is.
 */
export function orderKeys(
  value: TypedSql,
  descending: boolean,
  engine: Engine,
): readonly OrderSql[] {
  if (value.type === 'absent') return [];
  const sqls =
    value.type === 'json'
      ? [
          engine.valueNumber(value.sql),
          engine.valueText(value.sql),
          `CAST(${value.sql} AS ${engine.columnType('text')})`,
        ]
      : [value.sql];
  return sqls.map((sql) => ({ sql, descending }));
}

/** `ORDER BY …`; absent values come last, whatever the direction. */
export function orderBy(keys: readonly OrderSql[]): string {
  if (keys.length === 0) return '';
  // A later key on the same expression decides nothing.
  const deciding = keys.filter(
    ({ sql }, index) => keys.findIndex((other) => other.sql === sql) === index,
  );
  const parts = deciding.map(
    ({ sql, descending }) => `${sql} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  return `\nORDER BY ${parts.join(', ')}`;
}

/** `LIMIT … OFFSET …`. The numbers are counts that the parser has checked. */
export function limitOffset(limit: number | undefined, skip: number | undefined): string {
  const limited = limit === undefined ? '' : `\nLIMIT ${wholeNumber(limit)}`;
  return skip === undefined || skip === 0 ? limited : `${limited}\nOFFSET ${wholeNumber(skip)}`;
}
