import { expect, test } from 'vitest';
import { Draws, fraction, mix, pick, seedNumber } from './random.ts';

test('the same numbers always give the same answer', () => {
  expect(mix(1, 2, 3, 4)).toBe(mix(1, 2, 3, 4));
  expect(mix(1, 2, 3, 4)).not.toBe(mix(1, 2, 4, 3));
  expect(new Draws(7).uuid()).toBe(new Draws(7).uuid());
  expect(seedNumber(1)).toBe(seedNumber('1'));
  expect(seedNumber('a')).not.toBe(seedNumber('b'));
});

test('fractions spread evenly', () => {
  const count = 20_000;
  const tenths = new Array<number>(10).fill(0);
  for (let at = 0; at < count; at++) {
    const tenth = Math.floor(fraction(seedNumber('spread'), at, 5) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const found of tenths) expect(Math.abs(found - count / 10)).toBeLessThan(count / 50);
});

test('draws have the form they promise', () => {
  const draws = new Draws(42);
  expect(draws.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(draws.hex(17)).toMatch(/^[0-9a-f]{17}$/);
  expect(draws.digits(19)).toMatch(/^[1-9]\d{18}$/);
  expect(pick(['only'], 0.999)).toBe('only');
  expect(() => pick([], 0)).toThrow(RangeError);
});
