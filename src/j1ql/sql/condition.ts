import type { BoundOperand, BoundQuery, Condition } from '../analysis/index.ts';
import type { Operator } from '../ast/index.ts';
import { anyOf, compare, isAmong, matches, views } from './compare.ts';
import { nodeAlias, type QueryContext } from './context.ts';
import { inIds, type TypedSql } from './typed-sql.ts';
import { literalSql, places, type ValueScope } from './value.ts';

/** Compiles a sub-query to a SELECT with one column `value`. */
export type CompileSubquery = (
  context: QueryContext,
  operand: BoundOperand & { kind: 'subquery' },
) => { readonly sql: string; readonly column: TypedSql };

/** What a condition needs besides its query. */
export interface ConditionScope extends ValueScope {
  readonly subquery: CompileSubquery;
  /** Compiles a query to a SELECT of the ids of its start entities. */
  readonly starts: (query: BoundQuery) => string;
}

function isAbsent(values: readonly TypedSql[]): string {
  const tests = values.filter(({ type }) => type !== 'absent').map(({ sql }) => `${sql} IS NULL`);
  return tests.length === 0
    ? 'TRUE'
    : tests.length === 1
      ? (tests[0] ?? '')
      : `(${tests.join(' AND ')})`;
}

/**
 * Alternatives of literals as sets, `l IN ($1, $2)`: engines answer them much faster than a chain of OR.
 * Undefined where the list is anything else.
 */
function literalAlternatives(
  context: QueryContext,
  operator: Operator,
  left: readonly TypedSql[],
  operand: BoundOperand & { kind: 'list' },
): string | undefined {
  if (operator !== '=' || operand.connective !== 'or') return undefined;
  const literals = operand.items.flatMap((item) =>
    item.kind === 'value' && item.value.kind === 'literal' ? [item.value.value] : [],
  );
  if (literals.length < 2 || literals.length !== operand.items.length) return undefined;
  const { engine } = context;
  const conditions = left.flatMap((place) =>
    views(place, engine).flatMap(({ type, sql, isList }) => {
      const wanted = type === 'text' ? 'string' : type;
      const values = literals
        .filter((literal) => typeof literal === wanted)
        .map((literal) => literalSql(context, literal).sql);
      if (values.length === 0) return [];
      return [
        isList ? engine.overlap(sql, engine.list(values)) : `${sql} IN (${values.join(', ')})`,
      ];
    }),
  );
  return anyOf(conditions);
}

function operandSql(
  context: QueryContext,
  operator: Operator,
  left: readonly TypedSql[],
  operand: BoundOperand,
  scope: ConditionScope,
): string {
  const { engine } = context;
  switch (operand.kind) {
    case 'list': {
      const alternatives = literalAlternatives(context, operator, left, operand);
      if (alternatives !== undefined) return alternatives;
      const parts = operand.items.map((item) => operandSql(context, operator, left, item, scope));
      return operand.connective === 'or' ? anyOf(parts) : `(${parts.join(' AND ')})`;
    }
    case 'regex': {
      const pattern =
        operator === '^='
          ? `^(?:${operand.pattern})`
          : operator === '$='
            ? `(?:${operand.pattern})$`
            : operand.pattern;
      const bound = context.parameters.add(pattern);
      return anyOf(
        left.map((place) => matches(operator, place, bound, operand.ignoreCase, engine)),
      );
    }
    case 'subquery': {
      const { sql, column } = scope.subquery(context, operand);
      return anyOf(left.map((place) => isAmong(place, sql, column, engine)));
    }
    case 'value': {
      if (operand.value.kind === 'absent') return operator === '=' ? isAbsent(left) : 'FALSE';
      const right = places(context, operand.value, scope);
      const parts = left.flatMap((place) =>
        right.map((other) => compare(operator, place, other, engine)),
      );
      return anyOf(parts.filter((part) => part !== 'FALSE'));
    }
  }
}

/** A condition that is true where `positive` is not: absence makes every negated comparison true. */
function negate(positive: string): string {
  return `(${positive}) IS NOT TRUE`;
}

/** A condition as SQL. It can be null where it is not true. */
export function conditionSql(
  context: QueryContext,
  condition: Condition,
  scope: ConditionScope,
): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => conditionSql(context, part, scope));
      const joined = parts.join(condition.kind === 'and' ? ' AND ' : ' OR ');
      return parts.length > 1 ? `(${joined})` : joined;
    }
    case 'membership': {
      const alias = nodeAlias(context, condition.node);
      const column = condition.of === 'kinds' ? 'kind_id' : 'instance_id';
      const test = inIds(`${alias}.${column}`, condition.ids);
      return condition.negated ? negate(test) : test;
    }
    case 'amongStarts':
      return `${nodeAlias(context, condition.node)}.id IN (${scope.starts(condition.query)})`;
    case 'cidr': {
      const address = context.engine.ipv4;
      const test = anyOf(
        places(context, condition.value, scope).flatMap((place) =>
          addressTests(context, place, condition, address),
        ),
      );
      return condition.negated ? negate(test) : test;
    }
    case 'comparison': {
      const left = places(context, condition.left, scope);
      const test = operandSql(context, condition.operator, left, condition.right, scope);
      return condition.negated ? negate(test) : test;
    }
  }
}

function addressTests(
  context: QueryContext,
  place: TypedSql,
  range: { readonly first: number; readonly last: number },
  address: (text: string) => string,
): readonly string[] {
  const { engine } = context;
  const first = literalSql(context, range.first).sql;
  const last = literalSql(context, range.last).sql;
  const isInside = (text: string) => `${address(text)} BETWEEN ${first} AND ${last}`;
  switch (place.type) {
    case 'text':
      return [isInside(place.sql)];
    case 'textList':
      return [engine.listAny(place.sql, isInside)];
    case 'json':
      return [
        isInside(engine.valueText(place.sql)),
        engine.listAny(engine.valueTexts(place.sql), isInside),
      ];
    default:
      return [];
  }
}
