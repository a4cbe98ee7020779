import type { Call, Expression, Reference } from '../ast/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { Binder } from './binder.ts';
import type { AggregateName, FunctionName, Value } from './bound.ts';
import { dateValue } from './dates.ts';

/** How names are understood at a place of the query. */
export interface Names {
  /** A dotted name. */
  reference(reference: Reference): Value;
  /** `h.*`; undefined where it cannot stand. */
  allProperties?(name: string, expression: Expression): Value;
  /** Asked before everything else: a column of RETURN that is written again. */
  column?(expression: Expression): Value | undefined;
  /** Aggregates and UNWIND can stand here. */
  readonly isColumn?: boolean;
}

const AGGREGATES: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max']);

/** Least and most arguments by function. */
const FUNCTIONS: Readonly<Record<FunctionName, readonly [number, number]>> = {
  concat: [1, 100],
  merge: [1, 100],
  coalesce: [1, 100],
  abs: [1, 1],
  sqrt: [1, 1],
  ceil: [1, 1],
  floor: [1, 1],
  round: [1, 2],
  unwind: [1, 1],
};

function isAggregateName(name: string): name is AggregateName {
  return AGGREGATES.has(name);
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** True if an aggregate is somewhere in the value. */
export function hasAggregate(value: Value): boolean {
  switch (value.kind) {
    case 'aggregate':
      return true;
    case 'arithmetic':
      return hasAggregate(value.left) || hasAggregate(value.right);
    case 'negation':
      return hasAggregate(value.operand);
    case 'call':
      return value.args.some(hasAggregate);
    case 'extraction':
      return hasAggregate(value.of);
    default:
      return false;
  }
}

function placeholder(name: string, expression: Expression, binder: Binder): Value {
  const value = binder.variable(name);
  if (value === undefined) {
    throw binder.failure('J_UNKNOWN_VARIABLE', expression.span, name);
  }
  if (typeof value === 'object') {
    throw binder.failure('J_VALUE', expression.span, `The list ${name}`, ['one value']);
  }
  return { kind: 'literal', value };
}

function bindCall(call: Call, names: Names, binder: Binder): Value {
  if (isAggregateName(call.name)) return bindAggregate(call, call.name, names, binder);
  if (!isFunctionName(call.name)) {
    const known = [...AGGREGATES, ...Object.keys(FUNCTIONS), 'cidr'];
    const suggestion = didYouMean(call.name, known);
    throw binder.failure(
      'J_UNKNOWN_FUNCTION',
      call.span,
      call.name,
      known,
      suggestion === undefined ? {} : { suggestion },
    );
  }
  const [least, most] = FUNCTIONS[call.name];
  if (call.args.length < least || call.args.length > most) {
    throw binder.failure('J_UNKNOWN_FUNCTION', call.span, call.name, [
      least === most ? `${least} argument` : `${least} to ${most} arguments`,
    ]);
  }
  if (call.name === 'unwind' && names.isColumn !== true) {
    throw binder.failure('J_VALUE', call.span, 'UNWIND', ['a property; UNWIND is for RETURN']);
  }
  const args = call.args.map((argument) => bindScalar(argument, names, binder));
  if (call.name === 'round') checkDigits(call, binder);
  return { kind: 'call', name: call.name, args };
}

function checkDigits(call: Call, binder: Binder): void {
  const digits = call.args[1];
  if (digits === undefined) return;
  const isDigits = digits.kind === 'number' && Number.isInteger(digits.value) && digits.value <= 15;
  if (!isDigits) {
    throw binder.failure('J_NUMBER', digits.span, 'This', ['a number of decimals from 0 to 15']);
  }
}

function bindAggregate(call: Call, name: AggregateName, names: Names, binder: Binder): Value {
  const [argument] = call.args;
  if (names.isColumn !== true) {
    throw binder.failure('J_AGGREGATE', call.span, `${name}() cannot stand here`, [
      'aggregates in columns of RETURN only',
    ]);
  }
  if (argument === undefined || call.args.length > 1) {
    throw binder.failure('J_AGGREGATE', call.span, `${name}() takes one argument`, [
      'an alias or a property',
    ]);
  }
  if (argument.kind === 'star') {
    if (name === 'count') return { kind: 'aggregate', name, argument: { kind: 'rows' } };
    throw binder.failure('J_AGGREGATE', argument.span, `${name}(*)`, ['a property']);
  }
  const inner: Names = { reference: (reference) => names.reference(reference) };
  const value = bindValue(argument, inner, binder);
  if (value.kind === 'whole' && name !== 'count') {
    throw binder.failure('J_AGGREGATE', argument.span, `${name}() of a whole entity`, [
      'a property',
    ]);
  }
  return { kind: 'aggregate', name, argument: value };
}

/** As {@link bindValue}, for places where a whole entity makes no sense. */
export function bindScalar(expression: Expression, names: Names, binder: Binder): Value {
  const value = bindValue(expression, names, binder);
  if (value.kind === 'whole' || value.kind === 'allProperties') {
    throw binder.failure('J_VALUE', expression.span, 'A whole entity', ['a property of it']);
  }
  return value;
}

/**
 * Resolves an expression.
 *
 * @throws J1qlError for names, functions, dates and placeholders that mean nothing, and for aggregates and
 * whole entities where they cannot stand.
 */
export function bindValue(expression: Expression, names: Names, binder: Binder): Value {
  const column = names.column?.(expression);
  if (column !== undefined) return column;
  switch (expression.kind) {
    case 'text':
    case 'number':
    case 'boolean':
      return { kind: 'literal', value: expression.value };
    case 'absent':
      return { kind: 'absent' };
    case 'date':
      return { kind: 'literal', value: dateValue(expression, binder.now, binder.text) };
    case 'placeholder':
      return placeholder(expression.name, expression, binder);
    case 'reference':
      return names.reference(expression);
    case 'allProperties': {
      const value = names.allProperties?.(expression.name, expression);
      if (value !== undefined) return value;
      throw binder.failure('J_VALUE', expression.span, `${expression.name}.*`, ['a property']);
    }
    case 'star':
      throw binder.failure('J_VALUE', expression.span, '*', ['a property']);
    case 'call':
      return bindCall(expression, names, binder);
    case 'negation': {
      const operand = bindScalar(expression.operand, names, binder);
      return operand.kind === 'literal' && typeof operand.value === 'number'
        ? { kind: 'literal', value: -operand.value }
        : { kind: 'negation', operand };
    }
    case 'arithmetic':
      return {
        kind: 'arithmetic',
        operator: expression.operator,
        left: bindScalar(expression.left, names, binder),
        right: bindScalar(expression.right, names, binder),
      };
  }
}
