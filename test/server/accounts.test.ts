import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/server/accounts/index.ts';
import { SETUP_TOKEN_MS } from '../../src/server/index.ts';
import { type Browser, TestConsole } from './console.ts';

let server: TestConsole;
let as: Browser;
beforeEach(async () => {
  server = await TestConsole.start();
});
afterEach(() => server.stop());

const withAdministrator = async () => {
  const admin = await server.user('admin', 'administrator');
  as = server.browser('admin');
  return admin;
};

const setUp = (token: string, name = 'first') =>
  server.ask('POST', '/api/setup', {
    body: { token, name, password: server.secret('first-password') },
    handsOut: true,
  });

test('the one-time link makes an administrator, who is logged in, once', async () => {
  const made = await setUp(server.setup.secret!);
  expect(made).toMatchObject({
    status: 201,
    json: { user: { name: 'first', role: 'administrator' } },
  });
  const cookie = made.headers['set-cookie']![0]!.split(';')[0]!;
  const browser = { cookie, csrf: made.json.csrfToken as string };
  expect((await server.ask('GET', '/api/users', { as: browser })).json.users).toHaveLength(1);

  const again = await setUp(server.setup.secret!, 'second');
  expect([again.status, again.json.code]).toEqual([403, 'H_SETUP_TOKEN']);
  expect(server.accounts.users.list()).toHaveLength(1);
});

test('of two who use the link at once, one is made', async () => {
  const answers = await Promise.all([
    setUp(server.setup.secret!, 'one'),
    setUp(server.setup.secret!, 'two'),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
  expect(server.accounts.users.list()).toHaveLength(1);
});

test('the link is good for an hour', async () => {
  server.pass(SETUP_TOKEN_MS - 1);
  expect((await setUp(server.setup.secret!.replace(/^./, '~'))).status).toBe(403);
  server.pass(1);
  expect((await setUp(server.setup.secret!)).json.code).toBe('H_SETUP_TOKEN');
  expect(server.accounts.users.hasAdministrator()).toBe(false);
});

test('where there is an administrator there is no link', async () => {
  await withAdministrator();
  const next = await TestConsole.start({ dataDir: server.dir });
  expect(next.setup.secret).toBeUndefined();
  await next.app.close();
  expect((await setUp(server.setup.secret!)).json.code).toBe('H_SETUP_TOKEN');
});

test('users are created, read, changed and deleted', async () => {
  await withAdministrator();
  const body = { name: ' Ada ', role: 'viewer', password: server.secret('ada-first-password') };
  const created = await server.ask('POST', '/api/users', { as, body });
  expect(created).toMatchObject({
    status: 201,
    headers: { etag: '"1"' },
    json: { name: 'Ada', role: 'viewer', version: 1, changedBy: 'admin' },
  });
  const path = `/api/users/${created.json.id}`;
  expect((await server.ask('GET', path, { as })).json).toEqual(created.json);
  const taken = await server.ask('POST', '/api/users', { as, body: { ...body, name: 'ADA' } });
  expect([taken.status, taken.json.code]).toEqual([409, 'H_NAME_TAKEN']);

  const ada = await server.logIn('ada', 'ada-first-password');
  const changed = await server.ask('PATCH', path, {
    as,
    headers: { 'if-match': '"1"' },
    body: { role: 'administrator', password: server.secret('ada-second-password') },
  });
  expect(changed).toMatchObject({
    status: 200,
    headers: { etag: '"2"' },
    json: { role: 'administrator' },
  });
  expect((await server.ask('GET', '/api/session', { as: ada })).status).toBe(401);
  await server.logIn('ada', 'ada-second-password');

  const token = server.apiToken('Ada', 'write');
  const gone = await server.ask('DELETE', path, { as, headers: { 'if-match': '"2"' } });
  expect(gone.status).toBe(204);
  expect((await server.ask('GET', path, { as })).status).toBe(404);
  expect((await server.ask('GET', '/api/runs', { token })).status).toBe(401);
});

test('the second of two administrators is told what the first one did', async () => {
  await withAdministrator();
  const { id } = await server.user('viewer', 'viewer');
  await server.user('other', 'administrator');
  const change = (browser: Browser, role: string, headers: Record<string, string>) =>
    server.ask('PATCH', `/api/users/${id}`, { as: browser, headers, body: { role } });
  const etag = { 'if-match': '"1"' };
  expect((await change(server.browser('other'), 'administrator', etag)).status).toBe(200);
  const late = await change(as, 'viewer', etag);
  expect(late).toMatchObject({
    status: 412,
    headers: { etag: '"2"', 'content-type': 'application/problem+json; charset=utf-8' },
    json: {
      code: 'H_CHANGED_MEANWHILE',
      detail: 'viewer was changed by other at 2026-11-24T00:00:00.000Z, after you read it.',
      current: { id, role: 'administrator', version: 2 },
    },
  });
  expect((await change(as, 'viewer', {})).json.code).toBe('H_PRECONDITION_MISSING');
  expect((await change(as, 'viewer', { 'if-match': '"junk"' })).status).toBe(412);
  expect((await change(as, 'viewer', { 'if-match': '"2"' })).status).toBe(200);
});

test('the last administrator can neither be deleted nor become a viewer', async () => {
  const { id } = await withAdministrator();
  const headers = { 'if-match': '"1"' };
  const path = `/api/users/${id}`;
  const answers = [
    await server.ask('DELETE', path, { as, headers }),
    await server.ask('PATCH', path, { as, headers, body: { role: 'viewer' } }),
  ];
  for (const { status, json } of answers) {
    expect([status, json.code]).toEqual([409, 'H_LAST_ADMINISTRATOR']);
  }
  await server.user('second', 'administrator');
  expect((await server.ask('DELETE', path, { as, headers })).status).toBe(204);
  expect((await server.ask('GET', '/api/session', { as })).status).toBe(401);
});

test('who is made a viewer is one from the next request on', async () => {
  await withAdministrator();
  const { id } = await server.user('second', 'administrator');
  const second = server.browser('second');
  const headers = { 'if-match': '"1"' };
  await server.ask('PATCH', `/api/users/${id}`, { as, headers, body: { role: 'viewer' } });
  expect((await server.ask('GET', '/api/users', { as: second })).json.code).toBe('H_NOT_ALLOWED');
});

test('a token is shown once, works until it is revoked, and belongs to one user', async () => {
  await withAdministrator();
  await server.user('viewer', 'viewer');
  const body = { name: 'dashboard', scope: 'read', expiresInDays: 30 };
  const made = await server.ask('POST', '/api/tokens', { as, body, handsOut: true });
  expect(made.status).toBe(201);
  expect(made.json.token.expiresAt).toBe(server.now() + 30 * 86_400_000);
  const token = server.secret(made.json.secret as string);
  expect(token).toMatch(/^gq_[\w-]{43}$/);
  const me = await server.ask('GET', '/api/session', { token });
  expect(me.json).toMatchObject({ user: { name: 'admin' }, csrfToken: null });

  const list = async (browser: Browser) =>
    (await server.ask('GET', '/api/tokens', { as: browser })).json.tokens as unknown[];
  expect(await list(as)).toEqual([{ ...made.json.token, usedAt: server.now() }]);
  expect(await list(server.browser('viewer'))).toEqual([]);
  const path = `/api/tokens/${made.json.token.id}`;
  expect((await server.ask('DELETE', path, { as: server.browser('viewer') })).status).toBe(404);
  expect((await server.ask('DELETE', path, { as })).status).toBe(204);
  expect((await server.ask('GET', '/api/session', { token })).status).toBe(401);
});

test('a user has fifty tokens at most', async () => {
  await withAdministrator();
  for (let n = 0; n < 50; n += 1) server.apiToken('admin', 'read');
  const body = { name: 'one more', scope: 'read' };
  const answer = await server.ask('POST', '/api/tokens', { as, body });
  expect([answer.status, answer.json.code]).toEqual([409, 'H_TOO_MANY_TOKENS']);
});

test('every change stands in the audit log, newest first and by pages', async () => {
  await setUp(server.setup.secret!);
  as = server.browser('first');
  const token = server.apiToken('first', 'write');
  const body = { name: 'viewer', role: 'viewer', password: server.secret('viewer-password') };
  const { json: viewer } = await server.ask('POST', '/api/users', { token, body });
  const path = `/api/users/${viewer.id}`;
  const change = { role: 'administrator', password: server.secret('viewer-password-2') };
  await server.ask('PATCH', path, { as, headers: { 'if-match': '"1"' }, body: change });
  await server.ask('DELETE', path, { as, headers: { 'if-match': '"2"' } });

  const entries: AuditEntry[] = [];
  let before: number | null = null;
  do {
    const query: string = before === null ? '' : `&before=${before}`;
    const { json } = await server.ask('GET', `/api/audit?limit=3${query}`, { as });
    entries.push(...json.entries);
    before = json.before;
  } while (before !== null);
  const told = entries.map(
    ({ actor, via, action, target }) => `${actor} ${via} ${action} ${target}`,
  );
  expect(told).toEqual([
    'first session user.deleted viewer',
    'first session user.password-changed viewer',
    'first session user.role-changed viewer',
    'first token user.created viewer',
    'first session token.created test',
    'first session session.begun first',
    'first session session.begun first',
    'setup token setup user.created first',
  ]);
  expect(entries[2]).toMatchObject({
    at: server.now(),
    address: '127.0.0.1',
    details: { from: 'viewer', to: 'administrator' },
  });
});
