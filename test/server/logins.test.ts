import { afterEach, beforeEach, expect, test } from 'vitest';
import { SESSION_IDLE_MS, SESSION_MOST_MS } from '../../src/server/accounts/index.ts';
import { TestConsole } from './console.ts';

let server: TestConsole;
beforeEach(async () => {
  server = await TestConsole.start({ trustedProxies: ['127.0.0.1'] });
  await server.user('admin', 'administrator');
  await server.user('viewer', 'viewer');
});
afterEach(() => server.stop());

/** A login from an address, which a trusted proxy tells. */
const logIn = (address: string, name: string, password: string) =>
  server.ask('POST', '/api/session', {
    headers: { 'x-forwarded-for': address },
    body: { name, password: server.secret(password) },
    handsOut: password === `${name}-password`,
  });

test('of 200 failed logins five are looked at, and the owner gets in from elsewhere', async () => {
  const answers = [];
  for (let n = 0; n < 200; n += 1)
    answers.push(await logIn('10.0.0.1', 'admin', `guess-${n}-of-many`));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(195);
  expect(refused[0]).toMatchObject({
    headers: { 'retry-after': '60' },
    json: { code: 'H_TOO_MANY_LOGINS', whatToDo: expect.any(String) },
  });
  // Even the right password does not get through to whoever has to wait.
  expect((await logIn('10.0.0.1', 'admin', 'admin-password')).status).toBe(429);
  expect((await logIn('10.0.0.2', 'admin', 'admin-password')).status).toBe(201);
});

test('200 failed logins at once get no further than one after the other', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => logIn('10.0.0.1', 'ADMIN', `guess-${n}-of-many`)),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
});

test('after a minute one more login is looked at', async () => {
  for (let n = 0; n < 10; n += 1) await logIn('10.0.0.1', 'admin', `guess-${n}-of-many`);
  server.pass(60_000);
  const statuses = [];
  for (let n = 0; n < 3; n += 1) {
    statuses.push((await logIn('10.0.0.1', 'admin', `again-${n}-of-many`)).status);
  }
  expect(statuses).toEqual([401, 429, 429]);
  server.pass(60_000);
  expect((await logIn('10.0.0.1', 'admin', 'admin-password')).status).toBe(201);
});

test('one address gets twenty names, and then has to wait', async () => {
  const statuses = [];
  for (let n = 0; n < 30; n += 1) {
    statuses.push((await logIn('2001:db8::1', `name-${n}`, 'a-guess-of-many')).status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(20);
  // The same network, so the same visitor.
  expect((await logIn('2001:db8::2', 'name-99', 'a-guess-of-many')).status).toBe(429);
  expect((await logIn('2001:db8:1::1', 'name-99', 'a-guess-of-many')).status).toBe(401);
});

test('an attack from many addresses is slowed down, and does not shut out the address that the owner is known by', async () => {
  expect((await logIn('192.0.2.1', 'admin', 'admin-password')).status).toBe(201);
  const statuses = [];
  for (let n = 0; n < 200; n += 1) {
    statuses.push((await logIn(`10.0.1.${n}`, 'admin', 'a-guess-of-many')).status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(100);
  expect((await logIn('192.0.2.1', 'admin', 'admin-password')).status).toBe(201);
});

test('a wrong name and a wrong password get the same answer', async () => {
  const [name, password] = [
    await logIn('10.0.0.1', 'nobody', 'a-guess-of-many'),
    await logIn('10.0.0.1', 'admin', 'a-guess-of-many'),
  ].map(({ status, json: { requestId: _, ...problem } }) => ({ status, problem }));
  expect(name).toEqual(password);
  expect(name).toMatchObject({ status: 401, problem: { code: 'H_LOGIN_FAILED' } });
});

test('an address that nobody trusts cannot say it is another', async () => {
  const direct = await TestConsole.start();
  await direct.user('admin', 'administrator');
  const statuses = [];
  for (let n = 0; n < 10; n += 1) {
    const headers = { 'x-forwarded-for': `10.0.0.${n}` };
    const body = { name: 'admin', password: 'a-guess-of-many' };
    statuses.push((await direct.ask('POST', '/api/session', { headers, body })).status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  await direct.stop();
});

test('a session ends after eight hours without a request, and after seven days with many', async () => {
  const as = await server.logIn('viewer');
  const status = async () =>
    (await server.ask('GET', '/api/session', { as, handsOut: true })).status;
  server.pass(SESSION_IDLE_MS - 1);
  expect(await status()).toBe(200);
  server.pass(SESSION_IDLE_MS);
  expect(await status()).toBe(401);

  const other = await server.logIn('viewer');
  const begin = server.now();
  for (;;) {
    server.pass(SESSION_IDLE_MS / 2);
    const answer = await server.ask('GET', '/api/session', { as: other, handsOut: true });
    if (answer.status === 401) break;
  }
  expect(server.now() - begin).toBe(SESSION_MOST_MS);
});

test('the cookie is for this server alone, and a logout ends the session itself', async () => {
  const answer = await logIn('10.0.0.1', 'viewer', 'viewer-password');
  expect(answer.headers['set-cookie']).toEqual([
    expect.stringMatching(
      /^graph-qualys=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    ),
  ]);
  const as = await server.logIn('viewer');
  const me = await server.ask('GET', '/api/session', { as, handsOut: true });
  expect(me.json).toMatchObject({ user: { name: 'viewer', role: 'viewer' }, csrfToken: as.csrf });
  expect((await server.ask('DELETE', '/api/session', { as })).status).toBe(204);
  expect((await server.ask('GET', '/api/session', { as })).status).toBe(401);
});

test('behind https the cookie is secure and bound to the host', async () => {
  const secure = await TestConsole.start({ publicUrl: new URL('https://console.example') });
  await secure.user('viewer', 'viewer');
  const answer = await secure.ask('POST', '/api/session', {
    headers: { host: 'console.example', origin: 'https://console.example' },
    body: { name: 'viewer', password: 'viewer-password' },
    handsOut: true,
  });
  expect(answer.headers['set-cookie']![0]).toMatch(
    /^__Host-graph-qualys=.*; Secure; SameSite=Strict$/,
  );
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  await secure.stop();
});

test('a login ends the session that the browser had', async () => {
  const as = await server.logIn('viewer');
  const body = { name: 'admin', password: 'admin-password' };
  expect((await server.ask('POST', '/api/session', { as, body, handsOut: true })).status).toBe(201);
  expect((await server.ask('GET', '/api/session', { as })).status).toBe(401);
});

test('changing the own password takes the current one and ends the other sessions', async () => {
  const [as, other] = [await server.logIn('viewer'), await server.logIn('viewer')];
  const change = (currentPassword: string) =>
    server.ask('PUT', '/api/session/password', {
      as,
      body: { currentPassword, newPassword: server.secret('another-password') },
    });
  expect((await change('wrong-password')).json.code).toBe('H_LOGIN_FAILED');
  expect((await change('viewer-password')).status).toBe(204);
  expect((await server.ask('GET', '/api/session', { as, handsOut: true })).status).toBe(200);
  expect((await server.ask('GET', '/api/session', { as: other })).status).toBe(401);
  await server.logIn('viewer', 'another-password');
});

test('logins are counted by what became of them', async () => {
  await server.logIn('admin');
  for (let n = 0; n < 7; n += 1) await logIn('10.0.0.1', 'admin', 'a-guess-of-many');
  const { text, headers } = await server.ask('GET', '/metrics', {
    token: server.apiToken('viewer', 'read'),
  });
  expect(headers['content-type']).toContain('text/plain');
  expect(text).toContain('graph_qualys_logins_total{outcome="right"} 1');
  expect(text).toContain('graph_qualys_logins_total{outcome="wrong"} 5');
  expect(text).toContain('graph_qualys_logins_total{outcome="throttled"} 2');
  expect(text).toMatch(/_count\{method="POST",route="\/api\/session",status="401"\} 5/);
});
