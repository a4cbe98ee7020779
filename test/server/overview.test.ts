import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import { type RunRecord, writeRunRecord } from '../../src/app/run-record.ts';
import { runFolder } from '../../src/app/with-graph.ts';
import { DAY_ONE, finding, GraphFixture, host, SCANNER } from '../../src/graph/testing/fixture.ts';
import { type Ask, TestConsole } from './console.ts';

const DAY_MS = 86_400_000;
const graph = new GraphFixture();
let server: TestConsole;
let good: Ask;

/** A run that brings so many critical findings on one host. */
async function run(open: number): Promise<void> {
  await graph.apply({
    rows: (segment) => {
      segment.entity(SCANNER);
      segment.target(host(1, { lastScannedOn: DAY_ONE }));
      for (let number = 1; number <= open; number += 1) {
        const firstFoundOn = DAY_ONE - number * DAY_MS;
        segment.finding(finding(1, number, { severity: 'critical', firstFoundOn }));
      }
    },
  });
  await graph.close();
}

beforeAll(async () => {
  await run(3);
  await run(5);
  const clock = () => DAY_ONE + 1.5 * DAY_MS;
  server = await TestConsole.start({ dataDir: dataDir(graph.folder, {}), clock });
  await server.user('viewer', 'viewer');
  good = { token: server.apiToken('viewer', 'read') };
});
afterAll(() => server.stop());

const get = async (path: string) => {
  const { status, json } = await server.ask('GET', `/api/overview${path}`, good);
  return { status, json };
};

test('the overview tells how it is, and how it was a day before', async () => {
  const { status, json } = await get('');
  expect(status).toBe(200);
  expect(json.open.bySeverity.critical).toEqual({
    value: 5,
    query: "FIND qualys_host_finding WITH open = true AND severity = 'critical'",
  });
  expect(json.before.bySeverity.critical).toMatchObject({
    value: 3,
    at: '2026-01-01T12:00:00.000Z',
  });
  expect(json.oldestCritical.findings).toHaveLength(5);
  expect(json.coverage.hosts.value).toBe(1);
  expect(json.webApps.total.value).toBe(0);
});

test('it travels through time, and says so when there is nothing yet', async () => {
  const { json } = await get('?at=2026-01-01T12:00:00Z');
  expect(json.open.total.value).toBe(3);
  expect(json.before).toBeUndefined();
  expect(json.asOf).toBe(DAY_ONE + DAY_MS / 2);
  expect((await get('?at=2020-01-01T00:00:00Z')).json.code).toBe('A_NOTHING_YET');
  expect((await get('?at=yesterday')).status).toBe(400);
});

test('the trend has as many days as are asked for', async () => {
  const { json } = await get('/trend?days=30');
  expect(json.days).toHaveLength(30);
  const [yesterday, today] = json.days.slice(-2);
  expect(yesterday.open.critical.value).toBe(3);
  expect(today.open.critical.value).toBe(5);
  expect(json.days[27].open).toBeUndefined();
  expect((await get('/trend')).json.days).toHaveLength(30);
  expect((await get('/trend?days=90')).json.days).toHaveLength(90);
  expect((await get('/trend?days=5')).status).toBe(400);
});

test('pages that are missing are named', async () => {
  const runId = '20260102T060000Z-aaaaaa';
  const endedAt = '2026-01-02T06:01:00.000Z';
  const failedPages = [{ scope: '1-9', code: 'Q_TIMEOUT' }];
  const record = {
    ...{ runId, instance: 'qualys', mode: 'full', status: 'partial', startedAt: endedAt, endedAt },
    endpoints: [{ name: 'host-detections', pages: 3, failedPages }],
  } as unknown as RunRecord;
  await writeRunRecord(runFolder(server.dir, runId), record);
  expect((await get('/completeness')).json.instances).toEqual([
    {
      instance: 'qualys',
      last: { runId, status: 'partial', endedAt },
      missing: [
        {
          endpoint: 'host-detections',
          words: 'host detections',
          missing: 1,
          of: 4,
          since: endedAt,
        },
      ],
      held: 0,
    },
  ]);
  expect((await get('/completeness?at=2026-01-01T00:00:00Z')).json.instances).toEqual([]);
});

test('before the first run there is no graph to look at', async () => {
  const fresh = await TestConsole.start();
  await fresh.user('viewer', 'viewer');
  const ask = { token: fresh.apiToken('viewer', 'read') };
  expect((await fresh.ask('GET', '/api/overview', ask)).json.code).toBe('A_NO_DATA');
  expect((await fresh.ask('GET', '/api/overview/completeness', ask)).json).toEqual({
    instances: [],
  });
  await fresh.stop();
});
