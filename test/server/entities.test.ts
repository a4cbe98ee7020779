import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import {
  DAY_ONE,
  finding,
  GraphFixture,
  host,
  SCANNER,
  vulnerability,
} from '../../src/graph/testing/fixture.ts';
import { type Ask, TestConsole } from './console.ts';

const DAY_MS = 86_400_000;
const graph = new GraphFixture();
const ids = new Map<string, string>();
let server: TestConsole;
let good: Ask;

/** Four days: a finding is fixed, comes back, changes nothing but its dates, and is not found any more. */
beforeAll(async () => {
  const complete = ['qualys_host_finding', 'discovered_host'];
  const day = (isFound: boolean, more: object) =>
    graph.apply({
      complete,
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.entity(vulnerability(1, ['CVE-2026-1234']));
        segment.target(host(1, { hostname: 'one', displayName: 'מארח-one' }));
        if (isFound)
          segment.finding(
            finding(1, 1, { severity: 'high', tags: ['b'], 'tag.Odd': 'x', ...more }),
          );
      },
    });
  await day(true, {});
  await day(true, { status: 'Fixed', open: false, closedReason: 'fixed' });
  await day(true, { status: 'Re-Opened', severity: 'critical', lastFoundOn: DAY_ONE + 7 });
  await day(true, { status: 'Re-Opened', severity: 'critical', lastFoundOn: DAY_ONE + 9 });
  await day(false, {});
  for (const row of await graph.rows('SELECT DISTINCT id, key FROM entity')) {
    ids.set(String(row['key']), String(row['id']));
  }
  await graph.close();
  server = await TestConsole.start({ dataDir: dataDir(graph.folder, {}) });
  await server.user('viewer', 'viewer');
  good = { token: server.apiToken('viewer', 'read') };
});
afterAll(() => server.stop());

const read = (key: string, day?: number) => {
  const at = day === undefined ? '' : `?at=${new Date(DAY_ONE + day * DAY_MS + 1).toISOString()}`;
  return server.ask('GET', `/api/entities/${ids.get(key) ?? key}${at}`, good);
};

test('a finding tells what it is, what it is on, and what changed when', async () => {
  const { status, json } = await read('host-finding:1:1', 3);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    type: 'qualys_host_finding',
    classes: ['Finding'],
    typeName: 'Host finding',
    owner: 'qualys',
    isThere: true,
    isMapped: false,
    createdOn: DAY_ONE,
    on: { type: 'discovered_host', name: 'מארח-one', properties: { hostname: 'one' } },
    vulnerability: { id: ids.get('vuln-qid:38001'), properties: { cveIds: ['CVE-2026-1234'] } },
    query: "FIND qualys_host_finding WITH _key = 'host-finding:1:1'",
    hasEarlier: false,
  });
  expect(json.versions).toEqual([
    {
      version: 3,
      from: DAY_ONE + 2 * DAY_MS,
      cameBack: false,
      changes: [
        { property: 'open', before: false, after: true },
        { property: 'severity', before: 'high', after: 'critical' },
        { property: 'status', before: 'Fixed', after: 'Re-Opened' },
      ],
    },
    {
      version: 2,
      from: DAY_ONE + DAY_MS,
      to: DAY_ONE + 2 * DAY_MS,
      cameBack: false,
      changes: [
        { property: 'open', before: true, after: false },
        { property: 'status', before: 'Active', after: 'Fixed' },
      ],
    },
    { version: 1, from: DAY_ONE, to: DAY_ONE + DAY_MS, cameBack: false, changes: [] },
  ]);
});

test('properties come with what the model says of them', async () => {
  const { json } = await read('host-finding:1:1', 3);
  const named = new Map(
    json.properties.map((property: { name: string }) => [property.name, property]),
  );
  expect(named.get('severity')).toEqual({
    name: 'severity',
    type: 'text',
    value: 'critical',
    description: expect.stringContaining('informational'),
    isVolatile: false,
  });
  expect(named.get('lastFoundOn')).toMatchObject({
    type: 'date',
    value: DAY_ONE + 9,
    isVolatile: true,
  });
  expect(named.get('tags')).toMatchObject({ type: 'textList', value: ['b'] });
  // Not of the model: told all the same, after the others.
  expect(json.properties.at(-1)).toEqual({
    name: 'tag.Odd',
    type: 'text',
    value: 'x',
    isVolatile: false,
  });
});

test('at an earlier time nothing of later is told', async () => {
  const { json } = await read('host-finding:1:1', 1);
  expect(json.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  expect(json.versions[0]).not.toHaveProperty('to');
});

test('what has ended is told as it was last, with the reason', async () => {
  const { json } = await read('host-finding:1:1');
  expect(json).toMatchObject({
    isThere: false,
    closedReason: expect.any(String),
    on: { name: 'מארח-one' },
  });
  expect(json.versions[0].to).toBe(DAY_ONE + 4 * DAY_MS);
});

test('what is not there is told as such', async () => {
  const missing = await read('999999999');
  expect([missing.status, missing.json.code]).toEqual([404, 'A_NO_ENTITY']);
  const wrong = await read('1%20OR%201');
  expect([wrong.status, wrong.json.code]).toEqual([400, 'H_INVALID']);
  const early = await read('host-finding:1:1', -5);
  expect([early.status, early.json.code]).toEqual([422, 'A_NOTHING_YET']);
});
