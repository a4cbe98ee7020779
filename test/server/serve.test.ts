import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/main.ts';
import { ACCOUNTS_FILE } from '../../src/server/accounts/index.ts';
import { hasPages } from '../../src/server/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { serveConsole } from '../support/served-console.ts';

const folder = temporaryFolder('serve');

/** What the first start prints: a link; a request where the pages were not built. */
function printedSetup(text: string): { readonly url: string; readonly body: string } {
  const [, link = '', token = ''] = /^(\S+)\/setup#token=(\S+)$/m.exec(text) ?? [];
  const form = (secret: string) => `{"token": "${secret}", "name": "NAME", "password": "PASSWORD"}`;
  if (token !== '') return { url: `${link}/api/setup`, body: form(token) };
  const [, body = '', url = ''] = /^curl --json '(.+)' (\S+)$/m.exec(text) ?? [];
  return { url, body };
}

test('the first start prints what makes the administrator, the next one does not', async () => {
  const first = await serveConsole(folder);
  const { url, body: printed } = printedSetup(first.printed);
  expect(first.printed.includes('/setup#token=')).toBe(hasPages());
  const send = (body: string) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { token: secret } = JSON.parse(printed) as { readonly token: string };
  // Sent as it stands, it must neither make an account that everybody knows nor use up the token.
  expect((await send(printed)).status).toBe(400);
  const answer = await send(
    printed.replace('NAME', 'admin').replace('PASSWORD', 'a-long-password'),
  );
  expect(answer.status).toBe(201);
  expect(statSync(join(folder, ACCOUNTS_FILE)).mode & 0o777).toBe(0o600);
  const ended = await first.end('SIGINT');
  expect(ended.code).toBe(0);
  const lines = ended.log
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as object);
  expect(lines).toContainEqual(
    expect.objectContaining({ route: '/api/setup', status: 201, requestId: expect.any(String) }),
  );
  const kept = readFileSync(join(folder, ACCOUNTS_FILE), 'latin1');
  for (const each of [secret, 'a-long-password']) {
    expect(ended.log).not.toContain(each);
    expect(kept).not.toContain(each);
  }

  const second = await serveConsole(folder, '--json');
  expect(Object.keys(JSON.parse(second.printed))).toEqual(['url']);
  expect((await second.end('SIGTERM')).code).toBe(0);
});

/** The command in this process, until it has said something or failed. */
async function serveHere(...args: readonly string[]) {
  const stop = new AbortController();
  const said = Promise.withResolvers<string>();
  let log = '';
  const program = createProgram({
    env: { GRAPH_QUALYS_DATA_DIR: folder },
    cwd: folder,
    out: async (text) => said.resolve(text),
    input: async () => '',
    err: (text) => {
      log += text;
    },
    isTerminal: false,
    signal: stop.signal,
  });
  for (const command of program.commands) command.configureOutput({ writeErr: () => undefined });
  const ended = program.parseAsync(['node', 'graph-qualys', 'serve', '--json', ...args]);
  const { url } = JSON.parse(await Promise.race([said.promise, ended.then(() => '')])) as {
    url: string;
  };
  const end = async () => {
    stop.abort();
    await ended;
    return log;
  };
  return { url, end };
}

let other: Server;
let port: string;
beforeAll(async () => {
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  port = String((other.address() as AddressInfo).port);
});
afterAll(() => other.close());

test.each([
  ['a port that is taken', () => ['--port', port], 'A_PORT_IN_USE'],
  ['an address of another machine', () => ['--host', '192.0.2.1'], 'A_CANNOT_LISTEN'],
  ['open metrics for everybody', () => ['--open-metrics', '--host', '0.0.0.0'], 'A_USAGE'],
  [
    'open metrics behind a proxy',
    () => ['--open-metrics', '--public-url', 'https://a.example'],
    'A_USAGE',
  ],
  [
    'a public address with a path',
    () => ['--public-url', 'https://a.example/b'],
    'commander.invalidArgument',
  ],
  ['a proxy by name', () => ['--trusted-proxy', 'a.example'], 'commander.invalidArgument'],
  ['half a range', () => ['--trusted-proxy', '10.0.0.0/33'], 'commander.invalidArgument'],
])('%s is told', async (_what, args, code) => {
  await expect(serveHere(...args())).rejects.toMatchObject({ code });
});

test('metrics are open on request', async () => {
  const { url, end } = await serveHere('--port', '0', '--open-metrics');
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  expect(metrics).toContain('process_cpu_seconds_total');
  expect(await end()).not.toContain('clear text');
});

test('an address that others reach without https is warned about', async () => {
  const { end } = await serveHere('--port', '0', '--host', '0.0.0.0');
  expect(await end()).toContain('clear text');
  const proxied = await serveHere(
    '--port',
    '0',
    '--host',
    '0.0.0.0',
    '--public-url',
    'https://a.example',
  );
  expect(proxied.url).toBe('https://a.example');
  expect(await proxied.end()).not.toContain('clear text');
});
