import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeInstanceData, whileIdle } from '../../src/app/remove-instance.ts';
import { runFolder } from '../../src/app/with-graph.ts';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { settingsFor } from '../support/collected-graph.ts';
import { collectInProcess } from '../support/in-process.ts';
import { type Browser, TestConsole } from './console.ts';

let simulator: Simulator;
let url: string;
let server: TestConsole;
let as: Browser;
beforeAll(async () => {
  simulator = createSimulator({ hosts: 4, detections: 2, webApps: 1, limits: 'generous' });
  ({ url } = await simulator.listen());
  server = await TestConsole.start();
  await server.user('admin', 'administrator');
  as = server.browser('admin');
});
afterAll(async () => {
  await server.stop();
  await simulator.close();
});

const login = () => {
  const { QUALYS_USERNAME: username = '', QUALYS_PASSWORD: password = '' } = settingsFor(
    simulator,
    url,
  );
  return { username, password: server.secret(password) };
};

const configuration = (password = login().password) => ({
  options: { qualysApiUrl: url, qualysUsername: login().username },
  secrets: { qualysPassword: password },
});

const add = async (name: string, password?: string): Promise<{ readonly id: string }> => {
  const body = { name, ...configuration(password) };
  return (await server.ask('POST', '/api/instances', { as, body })).json;
};

const remove = (id: string, data: string, version = 1) =>
  server.ask('DELETE', `/api/instances/${id}?data=${data}`, {
    as,
    headers: { 'if-match': `"${version}"` },
  });

/** Calls of the platform until now. */
const calls = () => simulator.requests.length;

test('credentials are tried endpoint by endpoint, before anything is saved', async () => {
  const answer = await server.ask('POST', '/api/instances/test', { as, body: configuration() });
  expect(answer).toMatchObject({
    status: 200,
    json: { verdict: 'good', account: login().username },
  });
  expect(answer.json.endpoints).toHaveLength(7);
  expect(answer.json.endpoints).toContainEqual(
    expect.objectContaining({ name: 'host-list', state: 'works', allowed: 'yes' }),
  );
  expect((await server.ask('GET', '/api/instances', { as })).json.instances).toEqual([]);
});

test('a refused login is told once, and sent again only if somebody insists', async () => {
  const wrong = server.secret('a-wrong-password');
  const body = configuration(wrong);
  const first = await server.ask('POST', '/api/instances/test', { as, body });
  expect(first).toMatchObject({ status: 200, json: { verdict: 'unusable' } });
  expect(first.json.endpoints.map(({ state }: { state: string }) => state)).toContain(
    'login-refused',
  );
  const sent = calls();
  const again = await server.ask('POST', '/api/instances/test', { as, body });
  expect([again.status, again.json.code]).toEqual([409, 'A_CREDENTIALS_REFUSED']);
  expect(calls()).toBe(sent);
  const insisted = { ...body, insist: true };
  const third = await server.ask('POST', '/api/instances/test', { as, body: insisted });
  expect(third.status).toBe(200);
  expect(calls()).toBeGreaterThan(sent);
});

test('a stored login is tried, also with what is being changed', async () => {
  const { id } = await add('Tried', server.secret('not-the-password'));
  const path = `/api/instances/${id}/test`;
  const secrets = { qualysPassword: login().password };
  const changed = await server.ask('POST', path, { as, body: { secrets } });
  expect(changed.json.verdict).toBe('good');
  const stored = await server.ask('POST', path, { as, body: {} });
  expect(stored.json.verdict).toBe('unusable');
  const { refused } = (await server.ask('GET', `/api/instances/${id}`, { as })).json;
  expect(refused).toMatchObject({ code: 'Q_LOGIN_REFUSED' });
  expect((await remove(id, 'keep')).status).toBe(200);
});

test('what is wrong with a configuration is told before anything is sent', async () => {
  const sent = calls();
  const body = { options: { qualysApiUrl: 'http://qualysapi.example' } };
  const answer = await server.ask('POST', '/api/instances/test', { as, body });
  expect([answer.status, answer.json.code]).toEqual([422, 'H_INSTANCE_INVALID']);
  expect(calls()).toBe(sent);
});

test('an integration is deleted with its data, or without', async () => {
  const kept = await add('Kept');
  const gone = await add('Gone');
  for (const instance of ['Kept', 'Gone']) {
    await collectInProcess(server.dir, settingsFor(simulator, url), { input: { instance } });
  }
  const journal = join(server.dir.path, 'syncs', 'Gone.journal');
  mkdirSync(join(server.dir.path, 'syncs'), { recursive: true });
  writeFileSync(journal, '');
  const folders = () => readdirSync(server.dir.runsDir).filter((name) => /^\d{8}T/.test(name));
  expect(folders()).toHaveLength(2);

  const count = async (id: string) =>
    (await server.ask('GET', `/api/instances/${id}/data`, { as })).json;
  const data = await count(gone.id);
  expect(data.entities['qualys_host_finding']).toBeGreaterThan(0);
  // The other one has the same subscription: it needs the hosts too.
  expect(data.entities['discovered_host']).toBeUndefined();
  const deleted = await remove(gone.id, 'remove');
  expect(deleted).toMatchObject({ status: 200, json: { removed: data } });
  expect((await server.ask('GET', `/api/instances/${gone.id}`, { as })).status).toBe(404);
  expect(folders()).toHaveLength(1);
  expect(existsSync(journal)).toBe(false);
  const findings = { query: 'FIND qualys_host_finding AS f RETURN COUNT(f) AS n' };
  const found = await server.ask('POST', '/api/query', { as, body: findings });
  expect(found.json.rows).toEqual([{ n: data.entities['qualys_host_finding'] }]);

  expect((await remove(kept.id, 'keep')).json).toEqual({ removed: null });
  expect((await server.ask('POST', '/api/query', { as, body: findings })).json).toEqual(found.json);
  const { entries } = (await server.ask('GET', '/api/audit', { as })).json;
  expect(entries.slice(0, 2)).toMatchObject([
    { action: 'instance.deleted', target: 'Kept', details: { data: 'kept' } },
    { action: 'instance.deleted', target: 'Gone', details: { data: 'removed' } },
  ]);
});

test('nothing is deleted while a run is under way, or that was changed meanwhile', async () => {
  const { id } = await add('Busy');
  await whileIdle(server.dir, 'Busy', async () => {
    for (const data of ['keep', 'remove']) {
      const answer = await remove(id, data);
      expect([answer.status, answer.json.code]).toEqual([409, 'A_RUN_IN_PROGRESS']);
    }
  });
  expect((await remove(id, 'remove', 7)).json).toMatchObject({ code: 'H_CHANGED_MEANWHILE' });
  expect((await server.ask('GET', `/api/instances/${id}`, { as })).status).toBe(200);
  expect((await remove(id, 'remove')).status).toBe(200);
});

test('a folder without a graph has nothing to remove', async () => {
  const graph = { use: unused, existing: unused };
  async function unused(): Promise<never> {
    const { AppError } = await import('../../src/app/errors.ts');
    throw new AppError('A_NO_DATA');
  }
  const { signal } = new AbortController();
  const removed = await removeInstanceData({ dataDir: server.dir, instance: 'x', graph, signal });
  expect(removed).toEqual({ entities: {}, relationships: {} });
  expect(existsSync(runFolder(server.dir, 'x'))).toBe(false);
});
