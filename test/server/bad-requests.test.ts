import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, TestConsole } from './console.ts';

let server: TestConsole;
let good: Ask;
beforeAll(async () => {
  server = await TestConsole.start();
  await server.user('admin', 'administrator');
  good = { as: server.browser('admin') };
});
afterAll(() => server.stop());

const codeOf = async (method: string, path: string, ask: Ask) => {
  const { status, json, headers } = await server.ask(method, path, ask);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(headers['content-security-policy']).toBeDefined();
  expect(json).toMatchObject({ status, detail: expect.any(String), whatToDo: expect.any(String) });
  expect(JSON.stringify(json)).not.toMatch(/node_modules|\bat \S+:\d+/);
  return [status, json.code];
};

const NEW_USER = { name: 'new', role: 'viewer', password: 'a-new-password' };

test.each([
  [
    'a body of 17 KB',
    '/api/users',
    { body: { ...NEW_USER, name: 'x'.repeat(17_000) } },
    413,
    'H_TOO_LARGE',
  ],
  ['a query of 600 KB', '/api/query', { body: { query: 'x'.repeat(600_000) } }, 413, 'H_TOO_LARGE'],
  [
    'a query of 65,537 characters',
    '/api/query',
    { body: { query: 'x'.repeat(65_537) } },
    400,
    'H_INVALID',
  ],
  ['JSON that is cut off', '/api/users', { body: '{"name":' }, 400, 'H_INVALID'],
  ['no body', '/api/users', {}, 400, 'H_INVALID'],
  ['an empty body', '/api/users', { body: '' }, 400, 'H_INVALID'],
  ['null', '/api/users', { body: 'null' }, 400, 'H_INVALID'],
  ['a list', '/api/users', { body: [NEW_USER] }, 400, 'H_INVALID'],
  [
    'lists 5,000 deep',
    '/api/users',
    { body: '['.repeat(5_000) + ']'.repeat(5_000) },
    400,
    'H_INVALID',
  ],
  [
    'a prototype',
    '/api/users',
    { body: '{"__proto__":{"role":"administrator"}}' },
    400,
    'H_INVALID',
  ],
  [
    'a member that is not known',
    '/api/users',
    { body: { ...NEW_USER, id: '1' } },
    400,
    'H_INVALID',
  ],
  [
    'a role that there is not',
    '/api/users',
    { body: { ...NEW_USER, role: 'root' } },
    400,
    'H_INVALID',
  ],
  [
    'a short password',
    '/api/users',
    { body: { ...NEW_USER, password: 'short' } },
    400,
    'H_INVALID',
  ],
  [
    'a name with a line break',
    '/api/users',
    { body: { ...NEW_USER, name: 'a\nb' } },
    400,
    'H_INVALID',
  ],
  [
    'a form',
    '/api/users',
    { body: 'name=new', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'H_MEDIA_TYPE',
  ],
  [
    'JSON that says it is text',
    '/api/users',
    { body: NEW_USER, headers: { 'content-type': 'text/plain' } },
    415,
    'H_MEDIA_TYPE',
  ],
  [
    'an absurd content type',
    '/api/users',
    { body: NEW_USER, headers: { 'content-type': '\u00e9;;' } },
    415,
    'H_MEDIA_TYPE',
  ],
] as const)('%s is refused', async (_what, path, ask: Ask, status, code) => {
  expect(await codeOf('POST', path, { ...good, ...ask })).toEqual([status, code]);
  expect(server.accounts.users.list()).toHaveLength(1);
});

test('what is wrong is named for people and for programs, and never repeats what was sent', async () => {
  const body = { name: '', role: 'viewer', password: server.secret('tooshort') };
  const { json } = await server.ask('POST', '/api/users', { ...good, body });
  const problems = json.problems as { path: string; message: string }[];
  expect(problems.map(({ path }) => path)).toEqual(['body.name', 'body.name', 'body.password']);
  expect(json.detail).toContain('body.password: Too small');
});

test.each([
  ['/api/runs/..%2f..%2fconsole.sqlite', 400, 'H_INVALID'],
  ['/api/runs/%2e%2e%2f%2e%2e%2fetc%2fpasswd', 400, 'H_INVALID'],
  ['/api/runs/../../console.sqlite', 404, 'H_NOT_FOUND'],
  ['/../../../etc/passwd', 404, 'H_NOT_FOUND'],
  ['//etc/passwd', 404, 'H_NOT_FOUND'],
  ['/api/runs/%00', 400, 'H_INVALID'],
  ['/api/runs/%zz', 400, 'H_INVALID'],
  [`/api/runs/${'a'.repeat(2_000)}`, 400, 'H_INVALID'],
  ['/api/runs?limit=0', 400, 'H_INVALID'],
  ['/api/runs?limit=1000000', 400, 'H_INVALID'],
  ['/api/runs?before=../..', 400, 'H_INVALID'],
  ['/api/audit?before=1;drop', 400, 'H_INVALID'],
  ['/api/users/1%20OR%201=1', 400, 'H_INVALID'],
] as const)('GET %s', async (path, status, code) => {
  expect(await codeOf('GET', path, good)).toEqual([status, code]);
});

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a method that there is not', 'BREW / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'],
  [
    'two lengths',
    'POST /api/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
  ],
  [
    'a length and chunks',
    'POST /api/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
  ],
  ['headers of 100 KB', `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ['no host', 'GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n'],
])('%s on the socket gets 400 and the end', async (_what, bytes) => {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test.each([
  ['127.0.0.1', 200],
  ['127.0.0.1:9999', 200],
  ['localhost:4670', 200],
  ['[::1]:4670', 200],
  ['LOCALHOST', 200],
  ['evil.example', 421],
  ['localhost.evil.example', 421],
  ['evil@localhost', 421],
  ['localhost/evil.example', 421],
])('a host called "%s" gets %i', async (host, status) => {
  expect((await server.ask('GET', '/health/live', { headers: { host } })).status).toBe(status);
});

test.each([
  ['http://localhost:4670', 204],
  ['http://localhost:4671', 403],
  ['https://localhost:4670', 403],
  ['http://127.0.0.1:4670', 403],
  ['null', 403],
  ['http://localhost:4670.evil.example', 403],
])('a page of %s gets %i', async (origin, status) => {
  const headers = { host: 'localhost:4670', origin, 'sec-fetch-site': 'same-origin' };
  const as = server.browser('admin');
  expect((await server.ask('DELETE', '/api/session', { as, headers })).status).toBe(status);
});

test('behind a proxy only the public origin counts', async () => {
  const proxied = await TestConsole.start({ publicUrl: new URL('https://console.example') });
  const status = async (host: string, origin: string) =>
    (await proxied.ask('POST', '/api/session', { headers: { host, origin }, body: {} })).status;
  expect(await status('console.example', 'https://console.example')).toBe(400);
  expect(await status('127.0.0.1:4670', 'https://console.example')).toBe(400);
  expect(await status('console.example', 'http://console.example')).toBe(403);
  expect(await status('other.example', 'https://console.example')).toBe(421);
  await proxied.stop();
});
