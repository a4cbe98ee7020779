import { expect, test } from 'vitest';
import { PageSize } from './page-size.ts';

function pageSize() {
  const changes: (number | undefined)[] = [];
  const size = new PageSize({ limitOfAll: 10_000, onChange: (to) => changes.push(to) });
  return { size, changes };
}

test('halves down to one record, and calls that failed side by side count once', () => {
  const { size, changes } = pageSize();
  expect(size.of(250)).toBe(250);
  size.shrink(250);
  size.shrink(250);
  expect(size.of(250)).toBe(125);
  for (let turn = 0; turn < 10; turn++) size.shrink(size.of(250));
  expect(size.of(250)).toBe(1);
  expect(changes).toEqual([125, 62, 31, 15, 7, 3, 1]);
});

test('asks for no more than is wanted', () => {
  const { size } = pageSize();
  size.shrink(1000);
  expect(size.of(20)).toBe(20);
});

test('grows by a quarter after five whole pages, until it is as wanted', () => {
  const { size, changes } = pageSize();
  size.shrink(200);
  const pages = (count: number) => {
    for (let page = 0; page < count; page++) size.grow(size.of(200), 200);
  };
  pages(4);
  expect(size.of(200)).toBe(100);
  pages(1);
  expect(size.of(200)).toBe(125);
  pages(4);
  size.shrink(125);
  pages(4);
  expect(size.of(200)).toBe(62);
  pages(31);
  expect(size.of(200)).toBe(200);
  expect(changes.at(-1)).toBeUndefined();
});

test('a page smaller than what is allowed proves nothing', () => {
  const { size } = pageSize();
  size.shrink(200);
  for (let page = 0; page < 20; page++) size.grow(10, 10);
  expect(size.of(200)).toBe(100);
});

test('an answer of everything is followed by pages of a fixed size', () => {
  const { size } = pageSize();
  size.shrink(Number.POSITIVE_INFINITY);
  expect(size.of(Number.POSITIVE_INFINITY)).toBe(10_000);
  size.shrink(10_000);
  expect(size.of(Number.POSITIVE_INFINITY)).toBe(5000);
});
