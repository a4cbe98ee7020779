import type { LeafKind } from './field.ts';

/** A value of a plain element. */
export type LeafValue = string | number | boolean;

/** Says that there is text, but not what the declaration wants. */
export const BAD_VALUE: unique symbol = Symbol('bad value');

/** Words for "there is none" where a number or a date is expected (reference, oddity 15). */
const MISSING = new Set(['', 'n/a', 'none', 'null', 'not announced', '-']);

/**
 * Turns the text of an element into its value. `undefined` when there is none, {@link BAD_VALUE} when
 * it is not what the declaration says. `rawText` is handled by the record builder, which knows which
 * part of the text stood in CDATA.
 */
export function convertLeaf(kind: LeafKind, raw: string): LeafValue | undefined | typeof BAD_VALUE {
  const value = trimmed(raw);
  if (value === '') return undefined;
  switch (kind) {
    case 'text':
    case 'rawText':
      return value;
    case 'id':
      return isDigits(value) ? value : missingOrBad(value);
    case 'integer':
      return parseInteger(value) ?? missingOrBad(value);
    case 'number':
      return parseDecimal(value) ?? missingOrBad(value);
    case 'boolean01':
      return value === '1' ? true : value === '0' ? false : missingOrBad(value);
    case 'booleanText':
      return value === 'true' ? true : value === 'false' ? false : missingOrBad(value);
    case 'date':
      return parseDate(value) ?? missingOrBad(value);
  }
}

/** The text without white space around it. Trims only where there is something to trim, which is seldom. */
export function trimmed(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first > 0x20 && first < 0x7f && last > 0x20 && last < 0x7f ? text : text.trim();
}

function missingOrBad(value: string): undefined | typeof BAD_VALUE {
  return MISSING.has(value.toLowerCase()) ? undefined : BAD_VALUE;
}

function isDigits(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Digits with an optional minus; nothing beyond 2^53. By hand because there are millions of them. */
function parseInteger(value: string): number | undefined {
  const isNegative = value.charCodeAt(0) === 45;
  const start = isNegative ? 1 : 0;
  if (value.length === start || value.length > start + 16) return undefined;
  let result = 0;
  for (let i = start; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    result = result * 10 + digit;
  }
  if (result > Number.MAX_SAFE_INTEGER) return undefined;
  return isNegative ? -result : result;
}

function parseDecimal(value: string): number | undefined {
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Two digits at a place of a text, or NaN. */
function twoDigits(value: string, at: number): number {
  const tens = value.charCodeAt(at) - 48;
  const ones = value.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/**
 * Epoch milliseconds of `YYYY-MM-DDTHH:MM:SSZ`, the form of all dates in answers (reference 4), also
 * with a fraction of a second, or of a bare `YYYY-MM-DD`; undefined for anything else, February 30
 * included. By hand because a detection has up to ten dates and Date.parse takes five times as long.
 */
export function parseDate(value: string): number | undefined {
  const year = twoDigits(value, 0) * 100 + twoDigits(value, 2);
  const month = twoDigits(value, 5);
  const day = twoDigits(value, 8);
  if (value[4] !== '-' || value[7] !== '-') return undefined;
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) {
    return undefined;
  }
  const midnight = daysSinceEpoch(year, month, day) * 86_400_000;
  if (value.length === 10) return midnight;
  const hour = twoDigits(value, 11);
  const minute = twoDigits(value, 14);
  const second = twoDigits(value, 17);
  if (value[10] !== 'T' || value[13] !== ':' || value[16] !== ':') return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  const milliseconds = value.length === 20 && value[19] === 'Z' ? 0 : fraction(value);
  return milliseconds === undefined
    ? undefined
    : midnight + hour * 3_600_000 + minute * 60_000 + second * 1000 + milliseconds;
}

function fraction(value: string): number | undefined {
  const digits = /^\.(\d{1,9})Z$/.exec(value.slice(19))?.[1];
  return digits === undefined ? undefined : Math.floor(Number(`0.${digits}`) * 1000);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01, counting years from March so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const monthFromMarch = month <= 2 ? month + 9 : month - 3;
  return (
    365 * marchYear +
    Math.floor(marchYear / 4) -
    Math.floor(marchYear / 100) +
    Math.floor(marchYear / 400) +
    Math.floor((153 * monthFromMarch + 2) / 5) +
    day -
    719_469
  );
}
