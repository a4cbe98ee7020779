import { afterEach, expect, test } from 'vitest';
import type { ServerOptions } from '../../src/server/index.ts';
import { type Answer, TestConsole } from './console.ts';

let server: TestConsole;
afterEach(() => server.stop());

/** A server that believes the header `x-user` of connections from `trusted`; tests connect from 127.0.0.1. */
async function start(trusted: string, createsViewers = false): Promise<void> {
  const options: Partial<ServerOptions> = {
    trustedProxies: [trusted],
    identityHeader: { name: 'X-User', createsViewers },
  };
  server = await TestConsole.start(options);
  await server.user('ada', 'administrator');
  await server.user('bob', 'viewer');
}

const session = (headers: Readonly<Record<string, string>>, method = 'GET') =>
  server.ask(method, '/api/session', { headers, handsOut: true });

/** The cookie that an answer gives, or undefined. */
function cookieOf(answer: Answer): string | undefined {
  return answer.headers['set-cookie']?.[0]?.split(';')[0];
}

test('who the proxy names gets a session of the same user, with everything that belongs to one', async () => {
  await start('127.0.0.0/8');
  const answer = await session({ 'x-user': 'Ada' });
  expect(answer.status).toBe(200);
  expect(answer.json.user).toMatchObject({ name: 'ada', role: 'administrator' });
  const cookie = cookieOf(answer);
  expect(cookie).toMatch(/^graph-qualys=/);
  expect(server.accounts.audit.page(1)[0]).toMatchObject({
    ...{ action: 'session.begun', actor: 'ada', via: 'proxy' },
  });

  const headers = { 'x-user': 'ada', cookie: cookie! };
  // The session that is there is used: none is begun with every request.
  expect(cookieOf(await session(headers))).toBeUndefined();
  const body = { name: 'new', role: 'viewer', password: 'a long password' };
  const forged = await server.ask('POST', '/api/users', { headers, body });
  expect([forged.status, forged.json.code]).toEqual([403, 'H_CSRF']);
  const csrf = { ...headers, 'x-csrf-token': answer.json.csrfToken };
  expect((await server.ask('POST', '/api/users', { headers: csrf, body })).status).toBe(201);
});

test('the header of a connection from elsewhere means nothing, whatever else it claims', async () => {
  await start('10.0.0.1');
  for (const more of [{}, { 'x-forwarded-for': '10.0.0.1' }, { forwarded: 'for=10.0.0.1' }]) {
    const answer = await session({ 'x-user': 'ada', ...more });
    expect([answer.status, cookieOf(answer)]).toEqual([401, undefined]);
  }
});

test('whom the console does not know is nobody, unless viewers are made', async () => {
  await start('127.0.0.1');
  expect((await session({ 'x-user': 'eve' })).status).toBe(401);
  expect(server.accounts.users.list()).toHaveLength(2);
});

test('a viewer is made of whoever the proxy knows, once, and may do no more than one', async () => {
  await start('127.0.0.1', true);
  const answers = await Promise.all([1, 2, 3].map(() => session({ 'x-user': 'eve@example.com' })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(server.accounts.users.list().filter(({ name }) => name.startsWith('eve'))).toMatchObject([
    { name: 'eve@example.com', role: 'viewer' },
  ]);
  const headers = { 'x-user': 'eve@example.com', cookie: cookieOf(answers[0]!)! };
  expect((await server.ask('GET', '/api/users', { headers })).status).toBe(403);
  const password = { name: 'eve@example.com', password: 'eve@example.com-password' };
  expect((await server.ask('POST', '/api/session', { body: password })).status).toBe(401);
});

test('names that no user can have are refused', async () => {
  await start('127.0.0.1', true);
  for (const name of ['ada, bob', '<script>', 'x'.repeat(65), '-ada']) {
    expect((await session({ 'x-user': name })).status, name).toBe(401);
  }
  expect(server.accounts.users.list()).toHaveLength(2);
});

test("a session of somebody else is not the named person's", async () => {
  await start('127.0.0.1');
  const { cookie, csrf } = server.browser('ada');
  const headers = { 'x-user': 'bob', cookie, 'x-csrf-token': csrf };
  expect((await server.ask('GET', '/api/users', { headers })).status).toBe(401);
  const body = { name: 'new', role: 'viewer', password: 'a long password' };
  expect((await server.ask('POST', '/api/users', { headers, body })).status).toBe(401);
  const unknown = await server.ask('GET', '/api/users', {
    headers: { ...headers, 'x-user': 'eve' },
  });
  expect(unknown.status).toBe(401);
  expect((await session(headers)).json.user.name).toBe('bob');
});

test('without the header logins and tokens work as ever, and a wrong token is not mended by it', async () => {
  await start('127.0.0.1');
  const browser = await server.logIn('ada');
  expect((await server.ask('GET', '/api/users', { as: browser })).status).toBe(200);
  const token = server.apiToken('bob', 'read');
  const headers = { 'x-user': 'ada' };
  expect((await server.ask('GET', '/api/users', { token, headers })).status).toBe(403);
  expect((await server.ask('GET', '/api/users', { token: 'gq_wrong', headers })).status).toBe(401);
});

test('only looking begins a session', async () => {
  await start('127.0.0.1');
  const headers = { 'x-user': 'ada' };
  const answer = await server.ask('GET', '/api/users', { headers });
  expect([answer.status, cookieOf(answer)]).toEqual([401, undefined]);
  const change = await server.ask('DELETE', '/api/session', { headers });
  expect([change.status, cookieOf(change)]).toEqual([401, undefined]);
});
