import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import { brokenRunRecord } from '../../src/app/run-record.ts';
import { withGraph } from '../../src/app/with-graph.ts';
import { entity, GraphFixture } from '../../src/graph/testing/fixture.ts';
import { type Ask, TestConsole } from './console.ts';

const graph = new GraphFixture();
let server: TestConsole;
let good: Ask;

beforeAll(async () => {
  for (const size of [300, 600]) {
    await graph.apply({
      complete: ['thing'],
      rows: (segment) => {
        for (let n = 0; n < size; n += 1) {
          segment.entity(entity('thing', ['Record'], `k${String(n).padStart(4, '0')}`, { qid: n }));
        }
      },
    });
  }
  await graph.close();
  server = await TestConsole.start({ dataDir: dataDir(graph.folder, {}) });
  await server.user('viewer', 'viewer');
  good = { token: server.apiToken('viewer', 'read') };
});

/** The server anew: it has not opened the graph yet. */
async function restart() {
  server = await TestConsole.start({ dataDir: server.dir });
  good = { token: server.apiToken('viewer', 'read') };
}

afterAll(() => server.stop());

const query = (body: object, ask: Ask = {}) =>
  server.ask('POST', '/api/query', { ...good, ...ask, body });

test('pages of 250 rows are together the answer', async () => {
  const sizes: number[] = [];
  const keys = new Set<unknown>();
  let cursor: string | undefined;
  do {
    const text = 'FIND thing AS t RETURN t._key ORDER BY t._key';
    const { status, json } = await query({ query: text, cursor });
    expect(status).toBe(200);
    expect(json).toMatchObject({ shape: 'table', columns: ['t._key'], warnings: [] });
    sizes.push(json.rows.length);
    for (const row of json.rows) keys.add(row['t._key']);
    cursor = json.cursor;
  } while (cursor !== undefined);
  expect(sizes).toEqual([250, 250, 100]);
  expect(keys.size).toBe(600);
});

test('a query sees the graph as it was', async () => {
  const count = async (at?: string) =>
    (await query({ query: 'FIND thing AS t RETURN count(t) AS n', at })).json;
  expect((await count()).rows).toEqual([{ n: 600 }]);
  expect((await count('2026-01-01T12:00:00+00:00')).rows).toEqual([{ n: 300 }]);
  expect(await count('2020-01-01T00:00:00Z')).toMatchObject({ status: 422, code: 'A_NOTHING_YET' });
});

test('an error of the query names its place', async () => {
  const { status, json } = await query({ query: 'FIND thing AS t\nRETURN u._key' });
  expect(status).toBe(422);
  expect(json).toMatchObject({ code: 'J_UNKNOWN_SELECTOR', line: 2, column: 8, found: '"u"' });
  expect(json.detail).not.toContain('\n');
});

test('a cursor of another query is refused', async () => {
  const { json } = await query({ query: 'FIND thing' });
  const other = await query({ query: 'FIND Record', cursor: json.cursor });
  expect([other.status, other.json.code]).toEqual([422, 'J_CURSOR']);
});

test('a smart class of the data folder is known, and a broken file is told', async () => {
  const file = join(server.dir.path, 'smart-classes.yaml');
  writeFileSync(file, 'smartClasses: [{ name: Small, queries: ["FIND thing WITH qid < 10"] }]');
  const { json } = await query({ query: 'FIND #Small AS s RETURN count(s) AS n' });
  expect(json.rows).toEqual([{ n: 10 }]);
  writeFileSync(file, 'smartClasses: 1');
  const broken = await query({ query: 'FIND thing' });
  expect([broken.status, broken.json.code]).toEqual([500, 'A_SMART_CLASSES_INVALID']);
  writeFileSync(file, 'smartClasses: []');
});

/** A server of its own on the same folder, whose graph another process, as a run is one, has until it is told to let go. */
async function besideARun() {
  await server.app.close();
  const isHeld = Promise.withResolvers<void>();
  const wanted = Promise.withResolvers<void>();
  const run = withGraph(server.dir, async () => {
    isHeld.resolve();
    await wanted.promise;
  });
  await isHeld.promise;
  await restart();
  return async () => {
    wanted.resolve();
    await run;
  };
}

test('hanging up cancels the query', async () => {
  const letGo = await besideARun();
  const gone = new AbortController();
  const asked = query({ query: 'FIND thing' }, { signal: gone.signal });
  // The query has begun to wait when this has its answer.
  await server.ask('GET', '/api/session', { ...good, handsOut: true });
  const begin = server.log.length;
  gone.abort();
  await expect(asked).rejects.toThrow('aborted');
  await vi.waitFor(() => expect(server.log.slice(begin).join('')).toContain('G_CANCELLED'));
  await letGo();
});

test('requests that come together share the graph', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => query({ query: 'FIND thing AS t RETURN count(t) AS n' })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
});

test('a query waits for a run that has the graph, and the server is ready after it', async () => {
  const letGo = await besideARun();
  const asked = query({ query: 'FIND thing AS t RETURN count(t) AS n' });
  await server.ask('GET', '/api/session', { ...good, handsOut: true });
  await letGo();
  expect((await asked).json.rows).toEqual([{ n: 600 }]);
  const ready = await server.ask('GET', '/health/ready');
  expect(ready.json).toEqual({ status: 'ready', graph: 'open' });
});

test('the question library is listed', async () => {
  const { json } = await server.ask('GET', '/api/questions', good);
  expect(json.questions.length).toBeGreaterThan(60);
  expect(json.questions[0]).toMatchObject({ id: expect.any(String), queries: expect.any(Array) });
});

test('runs are listed by pages, newest first; one that cannot be read is named', async () => {
  const ids = ['20260101T060000Z-aaaaaa', '20260102T060000Z-bbbbbb', '20260103T060000Z-cccccc'];
  const times = { startedAt: '2026-01-01T06:00:00Z', endedAt: '2026-01-01T06:01:00Z' };
  for (const runId of [...ids, 'not-a-run']) {
    const run = { runId, instance: 'qualys', mode: 'full', ...times } as const;
    const failure = { code: 'A_COLLECTOR_DIED', message: 'm', whatToDo: 'w', exitCode: 1 } as const;
    const record = brokenRunRecord(run, failure, Date.parse(times.endedAt));
    mkdirSync(join(server.dir.runsDir, runId), { recursive: true });
    writeFileSync(join(server.dir.runsDir, runId, 'record.json'), JSON.stringify(record));
  }
  writeFileSync(join(server.dir.runsDir, ids[1]!, 'record.json'), '{"runId"');
  mkdirSync(join(server.dir.runsDir, '20260104T060000Z-dddddd'));

  const first = (await server.ask('GET', '/api/runs?limit=2', good)).json;
  expect(first.runs.map(({ runId }: { runId: string }) => runId)).toEqual([ids[2]]);
  expect(first).toMatchObject({ unreadable: [ids[1]], before: ids[1] });
  const next = (await server.ask('GET', `/api/runs?limit=2&before=${first.before}`, good)).json;
  expect(next.runs).toEqual([
    expect.objectContaining({ runId: ids[0], state: 'failed', instanceId: null }),
  ]);
  expect(next.before).toBeNull();

  const one = await server.ask('GET', `/api/runs/${ids[0]}`, good);
  expect(one.json.run).toMatchObject({ runId: ids[0], instance: 'qualys' });
  expect(one.json.result.failure).toEqual({
    code: 'A_COLLECTOR_DIED',
    message: 'm',
    whatToDo: 'w',
  });
  expect((await server.ask('GET', `/api/runs/${ids[1]}`, good)).json.code).toBe(
    'A_FILE_UNREADABLE',
  );
  expect((await server.ask('GET', '/api/runs/20250101T060000Z-aaaaaa', good)).status).toBe(404);
});

test('without a graph there is nothing to ask, and the server is ready all the same', async () => {
  const fresh = await TestConsole.start();
  await fresh.user('viewer', 'viewer');
  const ask = { token: fresh.apiToken('viewer', 'read') };
  const answer = await fresh.ask('POST', '/api/query', { ...ask, body: { query: 'FIND Host' } });
  expect([answer.status, answer.json.code]).toEqual([409, 'A_NO_DATA']);
  expect((await fresh.ask('GET', '/health/ready')).json).toEqual({
    status: 'ready',
    graph: 'none',
  });
  expect((await fresh.ask('GET', '/api/runs', ask)).json.runs).toEqual([]);
  await fresh.stop();
});

test('a graph that cannot be opened is told to whatever watches, without its path', async () => {
  const broken = await TestConsole.start();
  writeFileSync(broken.dir.storeFile, 'no graph');
  const { status, text, json } = await broken.ask('GET', '/health/ready');
  expect([status, json]).toEqual([503, { status: 'failing', graph: 'broken', code: 'G_CORRUPT' }]);
  expect(text).not.toContain(broken.dir.path);
  expect((await broken.ask('GET', '/health/live')).json).toEqual({ status: 'alive' });
  await broken.stop();
});
