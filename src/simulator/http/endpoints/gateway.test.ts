import { expect, onTestFinished, test } from 'vitest';
import type { SimulatorOptions } from '../../index.ts';
import { type Caller, HOSTS, startCaller } from '../../testing/caller.ts';

const FORM = 'application/x-www-form-urlencoded';
const HOUR = 3_600_000;

async function start(options: SimulatorOptions = {}): Promise<Caller> {
  return startCaller(options, (close) => onTestFinished(close));
}

function login(caller: Caller, fields: Record<string, string> = {}) {
  return caller.call('/auth', {
    method: 'POST',
    headers: { authorization: '' },
    body: new URLSearchParams({
      username: caller.simulator.username,
      password: caller.simulator.password,
      token: 'true',
      permissions: 'true',
      ...fields,
    }),
  });
}

function clientLogin(caller: Caller, path: string, id = 'c-1', secret = 's-1') {
  return caller.call(path, {
    method: 'POST',
    headers: { authorization: '', 'content-type': FORM, clientId: id, clientSecret: secret },
  });
}

const CLIENT = { gateway: { clientId: 'c-1', clientSecret: 's-1' } };

async function hostsWith(caller: Caller, token: string): Promise<number> {
  const answer = await caller.call(`${HOSTS}?action=list&truncation_limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.status;
}

test('a user gets a token that opens both APIs, until it expires', async () => {
  let now = Date.UTC(2026, 10, 24);
  const caller = await start({ clock: () => now });
  const answer = await login(caller);
  expect(answer.status).toBe(201);
  const token = answer.text.trim();
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(await hostsWith(caller, token)).toBe(200);
  const portal = () =>
    caller.call('/qps/rest/portal/version', { headers: { authorization: `Bearer ${token}` } });
  expect((await portal()).text).toContain('SUCCESS');
  now += 4 * HOUR - 1000;
  expect(await hostsWith(caller, token)).toBe(200);
  now += 1000;
  expect(await hostsWith(caller, token)).toBe(401);
  expect((await portal()).text).toContain('INVALID_CREDENTIALS');
});

test('a wrong password gets 401 in JSON, and the log does not tell it', async () => {
  const caller = await start();
  const answer = await login(caller, { password: 'topsecret' });
  expect(answer.status).toBe(401);
  expect(JSON.parse(answer.text)).toMatchObject({ status: 401, error: 'Unauthorized' });
  expect(caller.simulator.requests).toMatchObject([
    { endpoint: 'gateway', path: '/auth', status: 401 },
  ]);
  expect(JSON.stringify(caller.simulator.requests)).not.toContain('topsecret');
});

test('an expired account gets no token', async () => {
  expect((await login(await start({ expiredAccount: true }))).status).toBe(401);
});

test.each(['/auth/oauth', '/auth/oidc'])('client credentials get a token at %s', async (path) => {
  const caller = await start(CLIENT);
  const answer = await clientLogin(caller, path);
  expect(answer.status).toBe(201);
  expect(await hostsWith(caller, answer.text.trim())).toBe(200);
  expect((await clientLogin(caller, path, 'c-1', 'wrong')).status).toBe(401);
  expect(JSON.stringify(caller.simulator.requests)).not.toContain('s-1');
});

test('a token of the identity provider is taken as listed, and no other one', async () => {
  const caller = await start({ gateway: { externalTokens: ['idp-token'] } });
  expect(await hostsWith(caller, 'idp-token')).toBe(200);
  expect(await hostsWith(caller, 'other-token')).toBe(401);
});

test('the portal can be closed to tokens', async () => {
  const gateway = { externalTokens: ['idp-token'], isPortalOpen: false };
  const caller = await start({ gateway });
  const headers = { authorization: 'Bearer idp-token' };
  const answer = await caller.call('/qps/rest/portal/version', { headers });
  expect(answer.text).toContain('INVALID_CREDENTIALS');
  expect(await hostsWith(caller, 'idp-token')).toBe(200);
});

test('only POST with a form is taken', async () => {
  const caller = await start(CLIENT);
  expect((await caller.call('/auth/oauth')).status).toBe(405);
  expect((await caller.call('/auth', { method: 'POST', body: '{}' })).status).toBe(415);
});
