import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/index.ts';
import { settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { collectInProcess } from '../support/in-process.ts';
import { type Ask, TestConsole } from './console.ts';

const dir = temporaryDataDir('search');
let server: TestConsole;
let good: Ask;

beforeAll(async () => {
  const simulator = createSimulator({
    seed: 3,
    hosts: 15,
    detections: 6,
    webApps: 3,
    limits: 'generous',
  });
  const { url } = await simulator.listen();
  const record = await collectInProcess(dir, settingsFor(simulator, url), {
    input: { clock: () => simulator.now },
  });
  expect(record.status).toBe('complete');
  await simulator.close();
  server = await TestConsole.start({ dataDir: dir });
  await server.user('viewer', 'viewer');
  good = { token: server.apiToken('viewer', 'read') };
});
afterAll(() => server.stop());

const search = async (q: string, more: Readonly<Record<string, string>> = {}) => {
  const answer = await server.ask(
    'GET',
    `/api/search?${new URLSearchParams({ q, ...more })}`,
    good,
  );
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json.entities;
};

/** One entity from the graph, with the properties that are asked for. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it
async function one(what: string, ...properties: readonly string[]): Promise<any> {
  const returned = ['_id', ...properties].map((name) => `e.${name}`).join(', ');
  const query = `FIND ${what} AS e RETURN ${returned} LIMIT 1`;
  const { json } = await server.ask('POST', '/api/query', { ...good, body: { query } });
  const [row] = json.rows;
  return Object.fromEntries(
    ['id', ...properties].map((name) => [name, row[`e.${name === 'id' ? '_id' : name}`]]),
  );
}

test('a host is found by its name, by a part of it in capitals, and by its address', async () => {
  const host = await one('Host WITH ipAddress != undefined', 'displayName', 'ipAddress');
  expect((await search(host.displayName))[0]).toMatchObject({
    id: host.id,
    name: host.displayName,
  });
  const part = host.displayName.slice(1, -1).toUpperCase();
  expect(await search(part)).toContainEqual(expect.objectContaining({ id: host.id }));
  expect((await search(host.ipAddress))[0]).toMatchObject({ id: host.id, matched: host.ipAddress });
});

test('a vulnerability is found by its QID, with and without the word, and by its title', async () => {
  const vulnerability = await one('qualys_vuln', 'qid', 'displayName');
  const expected = { id: vulnerability.id, type: 'qualys_vuln', qid: vulnerability.qid };
  expect((await search(String(vulnerability.qid)))[0]).toMatchObject(expected);
  const byWord = await search(`QID: ${vulnerability.qid}`);
  expect(byWord[0]).toMatchObject(expected);
  for (const { qid } of byWord) expect(String(qid)).toContain(String(vulnerability.qid));
  expect((await search(vulnerability.displayName))[0]).toMatchObject({
    name: vulnerability.displayName,
  });
});

test('a CVE and a web application are found, and nothing is a finding', async () => {
  const cve = await one('cve', 'displayName');
  expect((await search(cve.displayName.toLowerCase()))[0]).toMatchObject({
    id: cve.id,
    type: 'cve',
  });
  const app = await one('web_app', 'displayName');
  expect((await search(app.displayName))[0]).toMatchObject({ id: app.id });
  for (const { classes } of await search('a', { limit: '50' }))
    expect(classes).not.toContain('Finding');
});

test('the closest ones come first, and no more than are wanted', async () => {
  const found = await search('10.', { limit: '3' });
  expect(found).toHaveLength(3);
  for (const { matched, name } of found) expect(matched ?? name).toMatch(/^10\./);
});

test('one letter, nothing, and signs of SQL find nothing', async () => {
  for (const q of ['', ' ', 'x', "%' OR 1=1 --", 'no such thing', '\\']) {
    expect(await search(q), q).toEqual([]);
  }
});

test('the past before the first run says so', async () => {
  const answer = await server.ask('GET', '/api/search?q=host&at=2001-01-01T00:00:00Z', good);
  expect([answer.status, answer.json.code]).toEqual([422, 'A_NOTHING_YET']);
});
