import { expect, test } from 'vitest';
import type { QueryPage } from '../../src/server/api/query.ts';
import {
  cellIn,
  columnsOf,
  flatRows,
  isNumeric,
  sortedRows,
} from '../../web/src/pages/query/results/cells.ts';
import { branchesOf, mergeTrees, type Tree } from '../../web/src/pages/query/results/tree.ts';
import {
  askedIn,
  typedValue,
  valueAsTyped,
  withAsked,
} from '../../web/src/pages/query/run/asked-query.ts';
import { exportLink } from '../../web/src/pages/query/run/export-link.ts';
import {
  draftQuery,
  forgetQueries,
  keepDraft,
  rememberedQueries,
  rememberQuery,
} from '../../web/src/pages/query/run/remembered.ts';
import { filterQuestions, tagCounts } from '../../web/src/pages/questions/filter.ts';

const HEAD = {
  shape: 'table',
  columns: ['host', 'n', 'oldest'],
  hasOpenColumns: false,
  dateColumns: ['oldest'],
  warnings: [],
} satisfies Omit<QueryPage, 'rows'>;

/** What a browser keeps, without a browser. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  } as unknown as Storage;
}

test('the address of a query is the query: what is read from it asks the same', () => {
  const asked = {
    query: 'FIND Host WITH a = {{x}}',
    includeDeleted: true,
    parameters: { x: [1, 'b'] },
  };
  const search = withAsked(new URLSearchParams('view=json&entity=7'), asked);
  expect(askedIn(search, '2026-01-01T00:00:00Z')).toEqual({ ...asked, at: '2026-01-01T00:00:00Z' });
  expect([search.get('view'), search.get('entity')]).toEqual(['json', null]);
  expect(askedIn(new URLSearchParams('q=FIND+Host&values=spoiled'), undefined)).toEqual({
    query: 'FIND Host',
  });
  expect(askedIn(new URLSearchParams('q=+'), undefined)).toBeUndefined();
});

test('a value that is typed is what it looks like, a text in quotes always a text', () => {
  expect(['443', "'443'", 'true', 'a b', "a, 2, 'x,y'", ''].map(typedValue)).toEqual([
    443,
    '443',
    true,
    'a b',
    ['a', 2, 'x,y'],
    '',
  ]);
  for (const value of [443, '443', true, 'true', 'a b', 'a, b', ['a', 2]]) {
    expect(typedValue(valueAsTyped(value))).toEqual(value);
  }
});

test('a query that is too long for a link gets none', () => {
  expect(exportLink({ query: 'FIND Host', at: '2026-01-01T00:00:00Z' }, 'csv')).toBe(
    '/api/query/export?query=FIND+Host&format=csv&at=2026-01-01T00%3A00%3A00Z',
  );
  expect(exportLink({ query: `FIND Host /* ${'x'.repeat(12_000)} */` }, 'csv')).toBeUndefined();
});

test('the history has each query once, newest first, and a draft beside it', () => {
  const kept = storage();
  for (const [at, query] of ['a', 'b', 'a'].entries()) rememberQuery('ada', { query, at }, kept);
  expect(rememberedQueries('ada', kept).map(({ query }) => query)).toEqual(['a', 'b']);
  expect(rememberedQueries('bob', kept)).toEqual([]);
  for (let at = 0; at < 80; at += 1) rememberQuery('ada', { query: `q${at}`, at }, kept);
  expect(rememberedQueries('ada', kept)).toHaveLength(50);
  forgetQueries('ada', kept);
  expect(rememberedQueries('ada', kept)).toEqual([]);
  keepDraft('FIND', kept);
  expect(draftQuery(kept)).toBe('FIND');
  kept.setItem('query-history:ada', 'spoiled');
  expect(rememberedQueries('ada', kept)).toEqual([]);
});

test('cells are written for people: moments, lists, entities, nothing', () => {
  const [host, n, oldest] = columnsOf(HEAD, []);
  const row = {
    host: { id: '7', entity: { displayName: 'db' }, properties: {} },
    n: Date.UTC(2026, 0, 1),
    oldest: Date.UTC(2026, 0, 1),
  };
  expect(cellIn(row, host!)).toEqual({ text: 'db', kind: 'text', entity: '7' });
  // Only what the server calls a moment is one.
  expect(cellIn(row, n!)).toEqual({ text: '1767225600000', kind: 'number' });
  expect(cellIn(row, oldest!)).toEqual({ text: '2026-01-01 00:00:00Z', kind: 'date' });
  expect(cellIn({ host: ['a', 'b'] }, host!).text).toBe('a, b');
  expect(cellIn({}, host!).kind).toBe('absent');
  expect(cellIn({ oldest: 1e300 }, oldest!).text).toBe('1e+300');
  expect([isNumeric(n!, [row]), isNumeric(oldest!, [row])]).toEqual([true, false]);
});

test('a list has metadata and properties in one row, what is its own first', () => {
  const rows = [
    {
      id: '1',
      entity: { _id: '1', _type: ['t'], displayName: 'one' },
      properties: { port: 443, seenOn: 5 },
    },
  ];
  const flat = flatRows('list', rows);
  const columns = columnsOf({ ...HEAD, shape: 'list', columns: [], dateColumns: [] }, flat);
  expect(columns.map(({ name }) => name)).toEqual([
    'displayName',
    '_type',
    '_class',
    'port',
    'seenOn',
  ]);
  expect(columns.find(({ name }) => name === 'seenOn')?.isMoment).toBe(true);
  expect(cellIn(flat[0]!, columns[0]!).entity).toBe('1');
});

test('rows are sorted by what they are, absent ones last either way', () => {
  const rows = [{ v: 10 }, {}, { v: 9 }];
  const sorted = (isDescending: boolean) =>
    sortedRows(rows, { column: 'v', isDescending }).map(({ v }: { v?: number }) => v);
  expect([sorted(false), sorted(true)]).toEqual([
    [9, 10, undefined],
    [10, 9, undefined],
  ]);
});

const vertex = (id: string) => ({ id, entity: {}, properties: {} });
const edge = (from: string, to: string) => ({
  id: `${from}-${to}`,
  relationship: { _class: 'HAS', _fromEntityId: from, _toEntityId: to },
  properties: {},
});

test('a graph has branches along its relationships; a circle begins anywhere', () => {
  const one: Tree = { vertices: [vertex('a'), vertex('b')], edges: [edge('a', 'b')] };
  const two: Tree = { vertices: [vertex('a'), vertex('c')], edges: [edge('a', 'c')] };
  const { roots, childrenOf } = branchesOf(mergeTrees([one, two]));
  expect(roots.map(({ id }) => id)).toEqual(['a']);
  expect(childrenOf('a').map(({ verb, vertex: { id } }) => [verb, id])).toEqual([
    ['HAS', 'b'],
    ['HAS', 'c'],
  ]);
  const circle = branchesOf({ ...one, edges: [edge('a', 'b'), edge('b', 'a')] });
  expect(circle.roots).toHaveLength(2);
});

test('questions are found by every word, tag and source', () => {
  const question = (id: string, tags: string[], source: 'own' | 'library') => ({
    id,
    title: `Which ${id}?`,
    source,
    etag: '',
    queries: [{ query: 'FIND Host', resultsAre: 'GOOD' as const }],
    tags,
  });
  const all = [question('hosts', ['a', 'b'], 'own'), question('apps', ['b'], 'library')];
  const ids = (words: string, tag?: string, source: 'all' | 'own' | 'library' = 'all') =>
    filterQuestions(all, { words, tag, source }).map(({ id }) => id);
  expect([
    ids('which HOSTS'),
    ids('find', 'b'),
    ids('', 'a'),
    ids('', 'b', 'library'),
    ids('nothing'),
  ]).toEqual([['hosts'], ['hosts', 'apps'], ['hosts'], ['apps'], []]);
  expect(tagCounts(all)).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});
