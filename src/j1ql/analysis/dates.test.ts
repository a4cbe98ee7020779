import { describe, expect, it } from 'vitest';
import type { DateLiteral } from '../ast/index.ts';
import { dateValue, isoTime } from './dates.ts';

const span = { offset: 0, length: 1, line: 1, column: 1 };
const NOW = Date.UTC(2024, 2, 31, 12);

function date(iso: string | undefined, ...offsets: readonly [1 | -1, number, string][]): number {
  const literal: DateLiteral = {
    kind: 'date',
    ...(iso === undefined ? {} : { iso }),
    offsets: offsets.map(([sign, amount, unit]) => ({ sign, amount, unit, unitSpan: span })),
    span,
  };
  return dateValue(literal, NOW, '');
}

describe('dates', () => {
  it.each([
    ['2026', Date.UTC(2026, 0, 1)],
    ['2026-11', Date.UTC(2026, 10, 1)],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T10:00Z', Date.UTC(2026, 10, 24, 10)],
    ['2026-11-24T10:00:05.25Z', Date.UTC(2026, 10, 24, 10, 0, 5, 250)],
    ['2026-11-24T10:00+02:00', Date.UTC(2026, 10, 24, 8)],
    ['2026-11-24T10:00', Date.UTC(2026, 10, 24, 10)],
    ["'2026-11-24'", Date.UTC(2026, 10, 24)],
  ])('reads date(%s)', (iso, expected) => {
    expect(date(iso)).toBe(expected);
  });

  it.each(['', '2026-13', '2026-02-30', '24.11.2026', '2026-11-24T25:00', 'now'])(
    'does not take %s for a date',
    (iso) => {
      expect(isoTime(iso)).toBeUndefined();
      expect(() => date(iso)).toThrow('is no date');
    },
  );

  it('adds minutes, hours, days and weeks of fixed length', () => {
    expect(date(undefined, [-1, 7, 'days'], [1, 2, 'HRS'])).toBe(NOW - 7 * 86_400_000 + 7_200_000);
    expect(date(undefined, [-1, 90, 'mins'])).toBe(NOW - 5_400_000);
    expect(date(undefined, [-1, 2, 'weeks'])).toBe(NOW - 14 * 86_400_000);
  });

  it('adds months and years by the calendar', () => {
    expect(date(undefined, [-1, 1, 'month'])).toBe(Date.UTC(2024, 1, 29, 12));
    expect(date(undefined, [-1, 1, 'yr'])).toBe(Date.UTC(2023, 2, 31, 12));
  });

  it('names the unit that was meant', () => {
    expect(() => date(undefined, [-1, 1, 'dya'])).toThrow('Did you mean day?');
    expect(() => date(undefined, [-1, 1, 'decades'])).toThrow('decades');
    expect(() => date(undefined, [-1, 1e300, 'days'])).toThrow('so far away');
  });
});
