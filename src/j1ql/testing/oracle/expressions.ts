import type {
  Call,
  DateLiteral,
  Expression,
  Filter,
  Operand,
  Operator,
  Query,
} from '../../ast/index.ts';
import type { Value } from './graph.ts';
import {
  asNumber,
  type Cell,
  calculate,
  callFunction,
  elements,
  holds,
  isWhole,
} from './values.ts';

/** What an expression is evaluated in. */
export interface Environment {
  /** A dotted name. */
  reference(parts: readonly string[]): Cell;
  /** Epoch milliseconds of `date.now`. */
  readonly now: number;
  readonly variables: Readonly<Record<string, Value>>;
  /** What stands for an expression as a whole: a column, an element of UNWIND, an aggregate. */
  instead?(expression: Expression): { readonly value: Cell } | undefined;
  /** The values that a sub-query returns. */
  subquery(query: Query): readonly Value[];
}

const HOUR = 3_600_000;

function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  // Now the last day of the wanted month, at the same time of day.
  date.setUTCDate(Math.min(day, date.getUTCDate()));
  return date.getTime();
}

function dateOf({ iso, offsets }: DateLiteral, now: number): number {
  const start = iso === undefined ? now : Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
  return offsets.reduce((time, { sign, amount, unit }) => {
    const moved = sign * amount;
    if (/^mi/i.test(unit)) return time + (moved * HOUR) / 60;
    if (/^h/i.test(unit)) return time + moved * HOUR;
    if (/^d/i.test(unit)) return time + moved * 24 * HOUR;
    if (/^w/i.test(unit)) return time + moved * 7 * 24 * HOUR;
    return addMonths(time, /^y/i.test(unit) ? 12 * moved : moved);
  }, start);
}

/** The value of an expression. */
export function evaluate(expression: Expression, environment: Environment): Cell {
  const instead = environment.instead?.(expression);
  if (instead !== undefined) return instead.value;
  switch (expression.kind) {
    case 'text':
    case 'number':
    case 'boolean':
      return expression.value;
    case 'absent':
      return undefined;
    case 'date':
      return dateOf(expression, environment.now);
    case 'placeholder':
      return environment.variables[expression.name];
    case 'reference':
      return environment.reference([
        ...expression.parts,
        ...(expression.bracket === undefined ? [] : [expression.bracket]),
      ]);
    case 'allProperties':
      return environment.reference([expression.name]);
    case 'star':
      throw new Error('a star has no value');
    case 'negation': {
      const number = asNumber(evaluate(expression.operand, environment));
      return number === undefined ? undefined : -number;
    }
    case 'arithmetic':
      return calculate(
        expression.operator,
        asNumber(evaluate(expression.left, environment)),
        asNumber(evaluate(expression.right, environment)),
      );
    case 'call':
      return call(expression, environment);
  }
}

function call({ name, args }: Call, environment: Environment): Value {
  return callFunction(
    name,
    args.map((argument) => plain(evaluate(argument, environment))),
  );
}

function plain(cell: Cell): Value {
  if (isWhole(cell)) throw new Error('a whole entity where a value has to stand');
  return cell;
}

function matches(operator: Operator, value: Value, pattern: string, flags: string): boolean {
  const anchored = {
    '^=': `^(?:${pattern})`,
    '$=': `(?:${pattern})$`,
    '=': pattern,
    '~=': pattern,
  };
  if (!(operator in anchored)) return false;
  const regex = new RegExp(anchored[operator as keyof typeof anchored], flags);
  return elements(value).some((element) => typeof element === 'string' && regex.test(element));
}

/** A comparison without its negation. */
function compare(
  operator: Operator,
  left: Cell,
  right: Operand,
  environment: Environment,
): boolean {
  switch (right.kind) {
    case 'list': {
      const test = (item: Operand) => compare(operator, left, item, environment);
      return right.connective === 'or' ? right.items.some(test) : right.items.every(test);
    }
    case 'regex':
      return matches(operator, plain(left), right.pattern, right.ignoreCase ? 'iu' : 'u');
    case 'subquery':
      return environment.subquery(right.query).some((value) => holds('=', plain(left), value));
    case 'absent':
      return operator === '=' && left === undefined;
    default: {
      const other = evaluate(right, environment);
      // Whole entities are equal where they are the same one.
      if (isWhole(left) || isWhole(other)) {
        return isWhole(left) && isWhole(other) && left.kind === other.kind && left.id === other.id;
      }
      return holds(operator, left, other);
    }
  }
}

function address(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function isInside(value: Value, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return elements(value).some((element) => {
    const [own, network] = [address(String(element)), address(base)];
    if (typeof element !== 'string' || own === undefined || network === undefined) return false;
    return Math.floor(own / size) === Math.floor(network / size);
  });
}

/** True if a filter holds; every comparison is true or false, so that its negation is the opposite. */
export function passes(filter: Filter, environment: Environment): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => passes(part, environment));
    case 'or':
      return filter.parts.some((part) => passes(part, environment));
    case 'cidr':
      return (
        isInside(plain(evaluate(filter.property, environment)), filter.range) !== filter.negated
      );
    case 'comparison': {
      const left = evaluate(filter.left, environment);
      return compare(filter.operator, left, filter.right, environment) !== filter.negated;
    }
  }
}
