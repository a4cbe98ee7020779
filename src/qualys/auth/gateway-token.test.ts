import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { type GatewayLogin, GatewayToken } from './gateway-token.ts';

const HOUR = 3_600_000;
const USER: GatewayLogin = { kind: 'user', username: 'exmpl_ab1', password: 'p&ss wörd' };
const CLIENT: GatewayLogin = {
  kind: 'client',
  level: 'subscription',
  id: 'c-1',
  secret: 's-3cret',
};

interface Asked {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A gateway that answers with what a test wants, and remembers what it was asked. */
async function gateway(answer: RequestListener): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    asked.push({ path: request.url, headers: request.headers, body });
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function status(code: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(code, headers).end(body);
  };
}

function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS512' })}.${part(claims)}.c2ln`;
}

function source(gatewayUrl: string, login: GatewayLogin = USER, clock = new FakeClock()) {
  return new GatewayToken({ gatewayUrl, login, network: {}, clock });
}

test('a user gets a token for a form with name and password', async () => {
  const token = jwt({ iat: 1000, exp: 1000 + 2 * 3600 });
  const { url, asked } = await gateway(status(201, `${token}\n`));
  const clock = new FakeClock();
  expect(await source(url, USER, clock).next()).toEqual({
    text: token,
    renewAt: clock.now() + 2 * HOUR - 600_000,
    expiresAt: clock.now() + 2 * HOUR,
  });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    path: '/auth',
    body: 'username=exmpl_ab1&password=p%26ss+w%C3%B6rd&token=true&permissions=true',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
});

test.each([
  ['subscription', '/auth/oauth'],
  ['user', '/auth/oidc'],
] as const)('client credentials of a %s go into the headers of %s', async (level, path) => {
  const { url, asked } = await gateway(status(201, 'a.b.c'));
  const clock = new FakeClock();
  // A token that does not say how long it lives is worth four hours.
  expect(await source(url, { ...CLIENT, level }, clock).next()).toMatchObject({
    text: 'a.b.c',
    expiresAt: clock.now() + 4 * HOUR,
  });
  expect(asked[0]).toMatchObject({
    path,
    body: '',
    headers: { clientid: 'c-1', clientsecret: 's-3cret' },
  });
});

test.each([
  [400, 'Q_LOGIN_REFUSED'],
  [401, 'Q_LOGIN_REFUSED'],
  [403, 'Q_LOGIN_REFUSED'],
  [404, 'Q_GATEWAY_ANSWER'],
  [429, 'Q_LIMITED'],
  [500, 'Q_SERVER_ERROR'],
  [503, 'Q_UNAVAILABLE'],
])('status %i is %s', async (code, error) => {
  const { url } = await gateway(status(code, ''));
  await expect(source(url).next()).rejects.toMatchObject({ code: error, httpStatus: code });
});

test('a refusal tells what the gateway says, without the secrets it repeats', async () => {
  const said = {
    status: 401,
    error: 'Unauthorized',
    message: 'No p&ss wörd for exmpl_ab1\u001b[31m',
  };
  const { url } = await gateway(status(401, JSON.stringify(said)));
  const error = await source(url)
    .next()
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'Q_LOGIN_REFUSED', isRetryable: false });
  expect(String(error)).toContain('Qualys says: No … for … [31m');
  const shown = inspect(error, { depth: 9, showHidden: true });
  expect(shown).not.toContain('p&ss');
});

test('authentication exceptions are told', async () => {
  const body = JSON.stringify({ authentication_exceptions: [{ message: 'Account locked' }] });
  const { url } = await gateway(status(401, body));
  await expect(source(url).next()).rejects.toMatchObject({ qualysMessage: 'Account locked' });
});

test('a limit tells how long to wait', async () => {
  const { url } = await gateway(status(429, '{}', { 'x-ratelimit-towait-sec': '7' }));
  await expect(source(url).next()).rejects.toMatchObject({ code: 'Q_LIMITED', waitMs: 7000 });
});

test('a login page with status 200 is no token, and a redirect is not followed', async () => {
  const page = await gateway(status(200, '<html><title>Sign in</title></html>'));
  await expect(source(page.url).next()).rejects.toMatchObject({
    code: 'Q_GATEWAY_ANSWER',
    message: expect.stringContaining('no token'),
  });
  const away = await gateway(status(302, '', { location: 'https://login.example.com/?u=x' }));
  await expect(source(away.url).next()).rejects.toMatchObject({
    code: 'Q_REDIRECTED',
    message: expect.stringContaining('login.example.com'),
  });
  expect(away.asked).toHaveLength(1);
});

test('a gateway that is not there, hangs up or floods', async () => {
  await expect(source('http://127.0.0.1:1').next()).rejects.toMatchObject({
    code: 'Q_CONNECTION_REFUSED',
  });
  const rude = await gateway((request) => request.socket.destroy());
  await expect(source(rude.url).next()).rejects.toMatchObject({
    code: 'Q_CONNECTION_LOST',
    isRetryable: true,
  });
  const flood = await gateway((_, response) => {
    response.writeHead(201);
    const pour = () => {
      while (response.write('x'.repeat(10_000)));
      response.once('drain', pour);
    };
    pour();
  });
  await expect(source(flood.url).next()).rejects.toMatchObject({ code: 'Q_GATEWAY_ANSWER' });
});

test('a request can be cancelled', async () => {
  const controller = new AbortController();
  const { url } = await gateway(() => controller.abort('enough'));
  await expect(source(url).next(controller.signal)).rejects.toMatchObject({ code: 'Q_ABORTED' });
});

test('a client secret that no header can carry is told without being shown', () => {
  expect(() => source('http://127.0.0.1:1', { ...CLIENT, secret: 'zwei wörter' })).toThrow(
    expect.objectContaining({
      code: 'Q_SECRET_UNUSABLE',
      message: expect.stringMatching(/^QUALYS_CLIENT_SECRET (?!.*wörter)/),
    }),
  );
});
