import type { Operator } from '../ast/index.ts';
import type { Engine } from '../engine/index.ts';
import type { TypedSql } from './typed-sql.ts';

/** What a value looks like to a comparison. */
interface View {
  readonly type: 'text' | 'number' | 'boolean';
  readonly sql: string;
  readonly isList: boolean;
}

/** The ways in which an expression can be compared. A JSON value can be any of them. */
export function views(value: TypedSql, engine: Engine): readonly View[] {
  const { sql } = value;
  switch (value.type) {
    case 'text':
      return [{ type: 'text', sql, isList: false }];
    case 'number':
    case 'date':
      return [{ type: 'number', sql, isList: false }];
    case 'boolean':
      return [{ type: 'boolean', sql, isList: false }];
    case 'textList':
      return [{ type: 'text', sql, isList: true }];
    case 'json':
      return [
        { type: 'text', sql: engine.valueText(sql), isList: false },
        { type: 'text', sql: engine.valueTexts(sql), isList: true },
        { type: 'number', sql: engine.valueNumber(sql), isList: false },
        { type: 'number', sql: engine.valueNumbers(sql), isList: true },
        { type: 'boolean', sql: engine.valueBoolean(sql), isList: false },
        { type: 'boolean', sql: engine.valueBooleans(sql), isList: true },
      ];
    case 'absent':
      return [];
  }
}

/** Types on which an operator works (reference 2.3). */
const WORKS_ON: Readonly<Record<Operator, readonly View['type'][]>> = {
  '=': ['text', 'number', 'boolean'],
  '>': ['number'],
  '>=': ['number'],
  '<': ['number'],
  '<=': ['number'],
  '~=': ['text'],
  '^=': ['text'],
  '$=': ['text'],
};

function single(operator: Operator, left: string, right: string, engine: Engine): string {
  switch (operator) {
    case '~=':
      return engine.contains(left, right);
    case '^=':
      return engine.startsWith(left, right);
    case '$=':
      return engine.endsWith(left, right);
    default:
      return `${left} ${operator} ${right}`;
  }
}

function pair(operator: Operator, left: View, right: View, engine: Engine): string {
  const isEquals = operator === '=';
  if (!left.isList && !right.isList) return single(operator, left.sql, right.sql, engine);
  if (left.isList && !right.isList) {
    return isEquals
      ? engine.listContains(left.sql, right.sql)
      : engine.listAny(left.sql, (element) => single(operator, element, right.sql, engine));
  }
  if (!left.isList) {
    return isEquals
      ? engine.listContains(right.sql, left.sql)
      : engine.listAny(right.sql, (element) => single(operator, left.sql, element, engine));
  }
  if (isEquals) return engine.overlap(left.sql, right.sql);
  const condition = single(operator, 'a.element', 'b.element', engine);
  return `EXISTS (SELECT 1 FROM ${engine.unnest(left.sql, 'a')}, ${engine.unnest(right.sql, 'b')} WHERE ${condition})`;
}

/** One of the conditions; FALSE for none. */
export function anyOf(conditions: readonly string[]): string {
  if (conditions.length === 0) return 'FALSE';
  return conditions.length === 1 ? (conditions[0] ?? 'FALSE') : `(${conditions.join(' OR ')})`;
}

/**
 * A comparison without its negation, as an SQL condition that is true or not (false and null are the same).
 * Values of different types are never equal and have no order; a multi-valued property matches when any of
 * its elements does.
 */
export function compare(
  operator: Operator,
  left: TypedSql,
  right: TypedSql,
  engine: Engine,
): string {
  const types = WORKS_ON[operator];
  const conditions = views(left, engine)
    .filter(({ type }) => types.includes(type))
    .flatMap((leftView) =>
      views(right, engine)
        .filter(({ type }) => type === leftView.type)
        .map((rightView) => pair(operator, leftView, rightView, engine)),
    );
  return anyOf(conditions);
}

/** A regular expression on a value; `^=` and `$=` anchor it. */
export function matches(
  operator: Operator,
  left: TypedSql,
  pattern: string,
  ignoreCase: boolean,
  engine: Engine,
): string {
  if (!['=', '~=', '^=', '$='].includes(operator)) return 'FALSE';
  const conditions = views(left, engine)
    .filter(({ type }) => type === 'text')
    .map(({ sql, isList }) =>
      isList
        ? engine.listAny(sql, (element) => engine.regexMatch(element, pattern, ignoreCase))
        : engine.regexMatch(sql, pattern, ignoreCase),
    );
  return anyOf(conditions);
}

/** True if the value is one of the rows of a sub-query with one column `value` of type `type`. */
export function isAmong(
  left: TypedSql,
  subquery: string,
  column: TypedSql,
  engine: Engine,
): string {
  const conditions = views(left, engine).flatMap((view) =>
    views(column, engine)
      .filter(({ type }) => type === view.type)
      .map((among) => {
        const rows = among.isList
          ? `SELECT item.element FROM (${subquery}) AS found, ${engine.unnest(among.sql, 'item')}`
          : `SELECT ${among.sql} FROM (${subquery}) AS found`;
        return view.isList
          ? `EXISTS (SELECT 1 FROM ${engine.unnest(view.sql, 'own')} WHERE own.element IN (${rows}))`
          : `${view.sql} IN (${rows})`;
      }),
  );
  return anyOf(conditions);
}
