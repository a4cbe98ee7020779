import { expect, test } from 'vitest';
import {
  filterQuery,
  hasFilters,
  isUnsaid,
  readSearch,
  withoutFilters,
  writeSearch,
} from '../../web/src/pages/findings/findings-search.ts';

const read = (address: string) => readSearch(new URLSearchParams(address));

test('what is written in the address is read again', () => {
  const address =
    'kind=web&severity=critical,high&state=open&tag=a,b&tag=c%26d&threat=Zero_Day&search=x%20y&on=10.&onId=7&since=7d&before=2026-01-01&kev=true&qdsFrom=1&qdsTo=9&sort=title&order=desc';
  const search = read(address);
  expect(search).toMatchObject({ tag: ['a,b', 'c&d'], severity: ['critical', 'high'], onId: '7' });
  expect(read(writeSearch(new URLSearchParams(), search).toString())).toEqual(search);
});

test('what else the address says stays, and what is as it is anyway is left out', () => {
  const before = new URLSearchParams('entity=5&at=2026-01-01T00:00:00Z&state=open&sort=qds');
  const after = writeSearch(before, { ...readSearch(before), state: [], sort: 'severity' });
  expect(after.toString()).toBe('entity=5&at=2026-01-01T00%3A00%3A00Z&kind=host');
});

test('an address that says nothing of findings is told from one without a filter', () => {
  expect(isUnsaid(new URLSearchParams('entity=5'))).toBe(true);
  expect(isUnsaid(writeSearch(new URLSearchParams(), withoutFilters(read('state=open'))))).toBe(
    false,
  );
});

test('a sort key begins with its largest or its smallest value, whichever one looks for', () => {
  expect(read('sort=firstFound').order).toBe('desc');
  expect(read('sort=title').order).toBe('asc');
  expect(read('sort=title&order=sideways').order).toBe('asc');
});

test('filters are told from the kind and the order', () => {
  expect(hasFilters(read('kind=web&sort=title'))).toBe(false);
  expect(hasFilters(read('tag=x'))).toBe(true);
  expect(filterQuery(read('sort=title'), undefined)).not.toHaveProperty('sort');
});
