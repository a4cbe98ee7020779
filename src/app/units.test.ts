import { expect, test } from 'vitest';
import { count, duration, plural } from './units.ts';

test('counts have thousands separators', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect(count(0)).toBe('0');
});

test('durations name the two largest units', () => {
  expect(duration(400)).toBe('0.4 s');
  expect(duration(59_900)).toBe('59.9 s');
  // Rounded before it is cut, so that no minute has 60 seconds.
  expect(duration(59_970)).toBe('1 min 0 s');
  expect(duration(599_700)).toBe('10 min 0 s');
  expect(duration(200_000)).toBe('3 min 20 s');
  expect(duration(7_500_000)).toBe('2 h 5 min');
});

test('nouns follow their number', () => {
  expect(plural(1, 'page')).toBe('1 page');
  expect(plural(1200, 'page')).toBe('1,200 pages');
});
