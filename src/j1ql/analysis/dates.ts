import type { DateLiteral, DateOffset, Span } from '../ast/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import { J1qlError } from '../errors.ts';

const UNITS: Readonly<Record<string, 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'>> = {
  min: 'minute',
  mins: 'minute',
  minute: 'minute',
  minutes: 'minute',
  hour: 'hour',
  hours: 'hour',
  hr: 'hour',
  hrs: 'hour',
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
  mo: 'month',
  mos: 'month',
  year: 'year',
  years: 'year',
  yr: 'year',
  yrs: 'year',
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Milliseconds of the units that always last as long. */
const FIXED_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS } as const;
const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)?)?)?)?$/;

/** Epoch milliseconds of an ISO 8601 text; without a zone it is UTC. Undefined if it is none. */
export function isoTime(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const part = (index: number, missing: number) =>
    match[index] === undefined ? missing : Number(match[index]);
  const [year, month, day] = [part(1, 0), part(2, 1), part(3, 1)];
  const [hour, minute, second] = [part(4, 0), part(5, 0), part(6, 0)];
  const millisecond = match[7] === undefined ? 0 : Math.floor(Number(`0.${match[7]}`) * 1000);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // 31 February would silently become March.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  date.setUTCHours(hour, minute, second, millisecond);
  const zone = match[8];
  if (zone === undefined || zone.toUpperCase() === 'Z') return date.getTime();
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return date.getTime() - sign * minutes * MINUTE_MS;
}

/** Moves a time by calendar months in UTC; the day stays, or becomes the last one of a shorter month. */
function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

function addOffset(
  time: number,
  offset: DateOffset,
  fail: (span: Span, found: string, hint?: string) => J1qlError,
): number {
  const unit = UNITS[offset.unit.toLowerCase()];
  if (unit === undefined) {
    const meant = didYouMean(offset.unit, Object.keys(UNITS));
    throw fail(
      offset.unitSpan,
      `The unit "${offset.unit}"`,
      meant === undefined ? undefined : `Did you mean ${meant}?`,
    );
  }
  const amount = offset.sign * offset.amount;
  if (unit !== 'month' && unit !== 'year') return time + amount * FIXED_MS[unit];
  if (!Number.isInteger(amount)) {
    throw fail(offset.unitSpan, `${offset.amount} ${offset.unit}`, 'Months and years are whole.');
  }
  return addMonths(time, unit === 'year' ? amount * 12 : amount);
}

/**
 * Epoch milliseconds of a date of the query. Minutes, hours, days and weeks have a fixed length; months and
 * years follow the calendar in UTC.
 *
 * @throws J1qlError J_DATE for a text that is no date, an unknown unit or a time beyond what dates hold.
 */
export function dateValue(literal: DateLiteral, now: number, text: string): number {
  const fail = (span: Span, found: string, hint?: string) =>
    new J1qlError('J_DATE', {
      text,
      span,
      found,
      expected: ['an ISO 8601 date', 'date.now with minutes, hours, days, weeks, months or years'],
      ...(hint === undefined ? {} : { hint }),
    });
  const iso = literal.iso?.replace(/^(['"])(.*)\1$/, '$2');
  const start = iso === undefined ? now : isoTime(iso);
  if (start === undefined) throw fail(literal.span, `"${iso}"`);
  const time = literal.offsets.reduce((sum, offset) => addOffset(sum, offset, fail), start);
  if (Number.isNaN(new Date(time).getTime())) throw fail(literal.span, 'A time so far away');
  return Math.round(time);
}
