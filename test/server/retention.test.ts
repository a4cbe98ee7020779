import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataDir, prepareDataDir } from '../../src/app/data-dir.ts';
import { type RunRecord, writeRunRecord } from '../../src/app/run-record.ts';
import { runFolder } from '../../src/app/with-graph.ts';
import { DAY_ONE, entity, GraphFixture } from '../../src/graph/testing/fixture.ts';
import { type Browser, TestConsole } from './console.ts';

const DAY_MS = 86_400_000;
const OLD_RUN = '20260101T000000Z-aaaaaa';
const graph = new GraphFixture();
let server: TestConsole;
let as: Browser;

beforeAll(async () => {
  for (const color of ['red', 'green', 'blue']) {
    await graph.apply({
      rows: (segment) => segment.entity(entity('thing', ['Record'], 'a', { color })),
    });
  }
  await graph.close();
  const dir = dataDir(graph.folder, {});
  await prepareDataDir(dir);
  for (const runId of [OLD_RUN, '20260103T000000Z-bbbbbb']) {
    const endedAt = new Date(DAY_ONE).toISOString();
    const record = { runId, instance: 'qualys', status: 'complete', endedAt };
    await writeRunRecord(runFolder(dir, runId), record as unknown as RunRecord);
  }
  server = await TestConsole.start({ dataDir: dir, clock: () => DAY_ONE + 9.5 * DAY_MS });
  await server.user('admin', 'administrator');
  as = server.browser('admin');
});
afterAll(() => server.stop());

const read = async () => (await server.ask('GET', '/api/retention', { as })).json;
const change = (body: object, tag?: string) =>
  server.ask('PUT', '/api/retention', {
    ...{ as, body },
    headers: tag === undefined ? {} : { 'if-match': tag },
  });
const colorAt = async (time: string) => {
  const body = { query: 'FIND thing AS t RETURN t.color AS color', at: time };
  return (await server.ask('POST', '/api/query', { as, body })).json;
};

test('nothing is removed unless somebody says so', async () => {
  await server.app.services.retention.settled();
  expect(await read()).toMatchObject({ runRecordDays: null, historyDays: null });
  expect((await colorAt('2026-01-01T12:00:00Z')).rows).toEqual([{ color: 'red' }]);
  expect(existsSync(runFolder(server.dir, OLD_RUN))).toBe(true);
});

test('what is older than it is kept goes, and what is not stays', async () => {
  const { etag } = await read();
  const wanted = { runRecordDays: 7, historyDays: 8 };
  expect((await change(wanted)).status).toBe(428);
  expect((await change({ ...wanted, historyDays: 1 }, etag)).status).toBe(400);
  expect((await change(wanted, etag)).json).toMatchObject(wanted);
  await server.app.services.retention.settled();

  expect((await colorAt('2026-01-01T12:00:00Z')).code).toBe('A_NOTHING_YET');
  expect((await colorAt('2026-01-02T12:00:00Z')).rows).toEqual([{ color: 'green' }]);
  expect((await colorAt('2026-01-09T12:00:00Z')).rows).toEqual([{ color: 'blue' }]);
  expect(existsSync(runFolder(server.dir, OLD_RUN))).toBe(false);
  expect((await read()).last).toMatchObject({ runRecords: 1, versions: 1 });
  expect(server.accounts.audit.page(1)[0]).toMatchObject({
    action: 'retention.changed',
    details: wanted,
  });
  const late = await change(wanted, etag);
  expect([late.status, late.json.code]).toEqual([412, 'H_CHANGED_MEANWHILE']);
});

test('settings that cannot be read are told, and nothing is removed by them', async () => {
  writeFileSync(join(server.dir.path, 'retention.json'), '{}');
  const answer = await server.ask('GET', '/api/retention', { as });
  expect([answer.status, answer.json.code]).toEqual([500, 'A_RETENTION']);
});
