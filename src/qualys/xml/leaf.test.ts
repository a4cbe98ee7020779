import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BAD_VALUE, convertLeaf, parseDate } from './leaf.ts';

test('dates are read as the engine reads them', () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date('0001-01-01T00:00:00Z'),
        max: new Date('9999-12-31T23:59:59Z'),
        noInvalidDate: true,
      }),
      (date) => {
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        expect(parseDate(new Date(seconds).toISOString().replace('.000', ''))).toBe(seconds);
        expect(parseDate(date.toISOString())).toBe(date.getTime());
      },
    ),
    { seed: 7, numRuns: 2000 },
  );
  expect(parseDate('2026-11-24')).toBe(Date.UTC(2026, 10, 24));
  expect(parseDate('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29));
});

test.each([
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:00',
  '2026-01-01T00:00:00+02:00',
  '2026-01-01T00:00:00.Z',
  '2026-01-01 00:00:00Z',
  '20260101T000000Z',
  '1767225600000',
  '2026-1-1',
])('%s is no date', (text) => {
  expect(convertLeaf('date', text)).toBe(BAD_VALUE);
});

test.each(['', '  ', 'N/A', 'None', 'null', 'NULL', 'Not Announced', '-'])(
  '"%s" is absent where a number or a date is expected (oddity 15)',
  (text) => {
    for (const kind of ['integer', 'number', 'date', 'boolean01', 'booleanText', 'id'] as const) {
      expect(convertLeaf(kind, text)).toBeUndefined();
    }
  },
);

test.each([
  ['integer', '0', 0],
  ['integer', ' 443 ', 443],
  ['integer', '-5', -5],
  ['integer', '007', 7],
  ['integer', '9007199254740991', 9007199254740991],
  ['integer', '9007199254740993', BAD_VALUE],
  ['integer', '99999999999999999999', BAD_VALUE],
  ['integer', '1.5', BAD_VALUE],
  ['integer', '1e3', BAD_VALUE],
  ['integer', '0x10', BAD_VALUE],
  ['integer', '４', BAD_VALUE],
  ['number', '7.8', 7.8],
  ['number', '0.00052', 0.00052],
  ['number', '5.2e-4', 0.00052],
  ['number', '.5', BAD_VALUE],
  ['number', '7,8', BAD_VALUE],
  ['boolean01', '1', true],
  ['boolean01', '0', false],
  ['boolean01', 'true', BAD_VALUE],
  ['booleanText', 'true', true],
  ['booleanText', 'false', false],
  ['booleanText', '1', BAD_VALUE],
  ['id', '00123456789012345678', '00123456789012345678'],
  ['id', '12a', BAD_VALUE],
  ['text', ' None ', 'None'],
  ['text', '1.10', '1.10'],
] as const)('%s of "%s"', (kind, text, expected) => {
  expect(convertLeaf(kind, text)).toBe(expected);
});
