import { readdirSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import { entity, GraphFixture } from '../../src/graph/testing/fixture.ts';
import { LIMITS } from '../../src/j1ql/index.ts';
import { QUERY_LENGTH } from '../../src/server/api/query.ts';
import { type Ask, TestConsole } from './console.ts';

const graph = new GraphFixture();
let server: TestConsole;
let good: Ask;

beforeAll(async () => {
  await graph.apply({
    complete: ['thing'],
    rows: (segment) => {
      for (let n = 0; n < 700; n += 1) {
        segment.entity(
          entity('thing', ['Record'], `k${String(n).padStart(4, '0')}`, {
            qid: n,
            colour: n % 3 === 0 ? 'red' : '=green',
            sizes: n % 2 === 0 ? ['s', 'm'] : ['m'],
          }),
        );
      }
    },
  });
  await graph.close();
  server = await TestConsole.start({ dataDir: dataDir(graph.folder, {}) });
  await server.user('viewer', 'viewer');
  good = { token: server.apiToken('viewer', 'read') };
});
afterAll(() => server.stop());

const post = (path: string, body: object) => server.ask('POST', path, { ...good, body });
const get = (path: string, query: Record<string, string>) =>
  server.ask('GET', `${path}?${new URLSearchParams(query)}`, good);

test('a query is as long as the language allows', () => {
  expect(QUERY_LENGTH).toBe(LIMITS.length);
});

test('placeholders get their values with the query, and belong to its cursor', async () => {
  const query = 'FIND thing WITH qid < {{most}} AND colour = {{colours}}';
  const parameters = { most: 300, colours: ['red', '=green'] };
  const { json } = await post('/api/query', { query, parameters });
  expect(json.rows).toHaveLength(250);
  const rest = await post('/api/query', { query, parameters, cursor: json.cursor });
  expect(rest.json.rows).toHaveLength(50);
  const other = { ...parameters, most: 299 };
  expect(
    (await post('/api/query', { query, parameters: other, cursor: json.cursor })).json.code,
  ).toBe('J_CURSOR');
  expect((await post('/api/query', { query })).json.code).toBe('J_UNKNOWN_VARIABLE');
});

test('columns that hold moments are named, whatever they are called', async () => {
  const query = 'FIND thing AS t RETURN count(t) AS n, min(t._createdOn) AS first';
  expect((await post('/api/query', { query })).json.dateColumns).toEqual(['first']);
});

test('a plan says what would be done, with the SQL', async () => {
  const { status, json } = await post('/api/query/plan', { query: 'FIND thing WITH qid = 7' });
  expect(status).toBe(200);
  expect(json.plan[0]).toEqual({ depth: 0, text: 'start at thing: thing' });
  expect(json.sql).toContain('SELECT');
  expect(json.values).toContain(7);
});

test('reading a query tells the place of a mistake, what was meant, and what wants a value', async () => {
  const wrong = await post('/api/query/check', { query: 'FIND thing\n  WTIH qid = 1' });
  expect(wrong.status).toBe(200);
  expect(wrong.json.error).toMatchObject({
    code: 'J_SYNTAX',
    line: 2,
    column: 3,
    length: 4,
    suggestion: 'WITH',
  });
  const right = await post('/api/query/check', {
    query: 'FIND thin WITH qid = ({{a}} OR {{ b }}) AND x = {{a}}',
  });
  expect(right.json).toEqual({
    error: null,
    warnings: [expect.stringContaining('thing')],
    placeholders: ['a', 'b'],
  });
});

test('what a query can name is what the graph has', async () => {
  const { json } = await server.ask('GET', '/api/catalog', good);
  const thing = json.types.find(({ type }: { type: string }) => type === 'thing');
  expect(thing).toEqual({ type: 'thing', classes: ['Record'], count: 700 });
  const finding = json.types.find(({ type }: { type: string }) => type === 'qualys_host_finding');
  expect(finding).toMatchObject({
    count: 0,
    properties: { open: { type: 'boolean', description: expect.any(String) } },
  });
  expect(json.relationships).toEqual([]);
  expect(json.metadata._key).toEqual({ type: 'text' });
});

test('values of a property come by how often they are, those of lists by element', async () => {
  const colours = await get('/api/catalog/values', { of: 'thing', property: 'colour' });
  expect(colours.json.values).toEqual([
    { value: '=green', count: 466 },
    { value: 'red', count: 234 },
  ]);
  const sizes = await get('/api/catalog/values', { of: 'Record', property: 'sizes' });
  expect(sizes.json.values).toEqual([
    { value: 'm', count: 700 },
    { value: 's', count: 350 },
  ]);
  expect((await get('/api/catalog/values', { of: '*', property: 'qid' })).json.values).toHaveLength(
    50,
  );
  expect(
    (await get('/api/catalog/values', { of: 'thing', property: 'nothing' })).json.values,
  ).toEqual([]);
  const odd = await get('/api/catalog/values', { of: 'thing WITH', property: 'x] = 1 OR [y' });
  expect([odd.status, odd.json.code]).toEqual([400, 'H_INVALID']);
});

const ROWS = 'FIND thing AS t RETURN t._key AS key, t.colour AS colour ORDER BY key';

test('an export has every row, in the forms of the command line', async () => {
  const csv = await get('/api/query/export', { query: ROWS, format: 'csv' });
  expect(csv.status).toBe(200);
  expect(csv.headers['content-disposition']).toBe('attachment; filename="answer-2026-11-24.csv"');
  expect(csv.headers['content-length']).toBe(String(Buffer.byteLength(csv.text)));
  const records = parse(csv.text, { columns: true }) as Record<string, string>[];
  expect(records).toHaveLength(700);
  // A spreadsheet must not take it for a formula.
  expect(records[1]).toEqual({ key: 'k0001', colour: "'=green" });
  const json = await get('/api/query/export', { query: ROWS, format: 'json' });
  expect(json.json[699]).toEqual({ key: 'k0699', colour: 'red' });
  const lines = (await get('/api/query/export', { query: ROWS, format: 'ndjson' })).text
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(json.json);
  const few = {
    query: 'FIND thing WITH qid < {{n}} AS t RETURN t.qid',
    format: 'json',
    parameters: '{"n":2}',
  };
  expect((await get('/api/query/export', few)).json).toHaveLength(2);
  expect((await get('/api/query/export', { ...few, parameters: '{"n":{}}' })).json.code).toBe(
    'H_INVALID',
  );
  expect(readdirSync(server.dir.path).filter((name) => name.startsWith('answer-'))).toEqual([]);
});

test('an export that fails is an error, not a file', async () => {
  const { status, headers, json } = await get('/api/query/export', {
    query: 'FIND thing WTIH',
    format: 'csv',
  });
  expect([status, json.code]).toEqual([422, 'J_SYNTAX']);
  expect(headers['content-disposition']).toBeUndefined();
  const early = { query: ROWS, format: 'csv', at: '2020-01-01T00:00:00Z' };
  expect((await get('/api/query/export', early)).json.code).toBe('A_NOTHING_YET');
});

test('a query can be read before there is a graph', async () => {
  const fresh = await TestConsole.start();
  await fresh.user('viewer', 'viewer');
  const ask = { token: fresh.apiToken('viewer', 'read'), body: { query: 'FIND Hots' } };
  expect((await fresh.ask('POST', '/api/query/check', ask)).json).toEqual({
    error: null,
    warnings: [],
    placeholders: [],
  });
  await fresh.stop();
});
