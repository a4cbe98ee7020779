import type { Operator } from '../../ast/index.ts';
import type { OracleEdge, OracleEntity, Scalar, Value } from './graph.ts';

/** What an expression can give: a value, or a whole entity or relationship. */
export type Cell = Value | OracleEntity | OracleEdge;

/** True for a whole entity or relationship. */
export function isWhole(cell: Cell): cell is OracleEntity | OracleEdge {
  return typeof cell === 'object' && 'kind' in cell;
}

/** The elements of a value: none for absence, one for a plain value. */
export function elements(value: Value): readonly Scalar[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}

/** Reference 2.3: which operators work on which types; values of different types never match. */
function holdsFor(operator: Operator, left: Scalar, right: Scalar): boolean {
  if (operator === '=') return left === right;
  if (typeof left === 'string' && typeof right === 'string') {
    if (operator === '~=') return left.includes(right);
    if (operator === '^=') return left.startsWith(right);
    return operator === '$=' && left.endsWith(right);
  }
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  if (operator === '<') return left < right;
  return operator === '<=' && left <= right;
}

/** A comparison without its negation: any element of the one with any of the other. */
export function holds(operator: Operator, left: Value, right: Value): boolean {
  return elements(left).some((one) =>
    elements(right).some((other) => holdsFor(operator, one, other)),
  );
}

/** The value as a finite number, or nothing. */
export function asNumber(value: Cell): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Arithmetic works on numbers only; what has no finite value is absent. */
export function calculate(
  operator: '+' | '-' | '*' | '/' | '^',
  left: number | undefined,
  right: number | undefined,
): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '+':
      return asNumber(left + right);
    case '-':
      return asNumber(left - right);
    case '*':
      return asNumber(left * right);
    case '/':
      return right === 0 ? undefined : asNumber(left / right);
    case '^':
      return asNumber(left ** right);
  }
}

function asText(value: Value): string {
  return elements(value).map(String).join(',');
}

/** Half away from zero, as people round. */
function round(number: number, digits: number): number {
  const shifted = Math.abs(number) * 10 ** digits;
  return (Math.sign(number) * Math.round(shifted)) / 10 ** digits;
}

/** The functions of one row (reference 2.5), by name. */
export function callFunction(name: string, args: readonly Value[]): Value {
  const number = asNumber(args[0]);
  switch (name) {
    case 'concat':
      return args.map(asText).join('');
    case 'coalesce':
      return args.find((value) => value !== undefined);
    case 'merge': {
      const merged = args.flatMap(elements);
      return merged.length === 0 ? undefined : merged;
    }
    case 'abs':
      return number === undefined ? undefined : Math.abs(number);
    case 'sqrt':
      return number === undefined ? undefined : asNumber(Math.sqrt(number));
    case 'ceil':
      return number === undefined ? undefined : Math.ceil(number);
    case 'floor':
      return number === undefined ? undefined : Math.floor(number);
    case 'round':
      return number === undefined ? undefined : round(number, asNumber(args[1]) ?? 0);
    default:
      throw new Error(`no function ${name}`);
  }
}

const RANKS = ['number', 'string', 'boolean'];

/** Texts by code point, as stores sort them; UTF-16 puts an emoji before some of the symbols. */
function compareTexts(left: string, right: string): number {
  const [one, other] = [Array.from(left), Array.from(right)];
  for (const [index, character] of one.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (other[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/**
 * Which of two values a sort puts first. Absent values come last and numbers come before texts, whatever the
 * direction; lists and whole entities have no order.
 */
export function compareForSort(left: Value, right: Value, descending: boolean): number {
  const rank = (value: Value) => {
    if (value === undefined) return RANKS.length + 1;
    return typeof value === 'object' ? RANKS.length : RANKS.indexOf(typeof value);
  };
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  const sign = descending ? -1 : 1;
  if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
  if (typeof left === 'string' && typeof right === 'string')
    return sign * compareTexts(left, right);
  if (typeof left === 'boolean') return sign * (Number(left) - Number(right));
  return 0;
}
