import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createProgram } from '../../src/cli/main.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { settingsFor } from '../support/collected-graph.ts';
import { command } from './command.ts';

const folder = temporaryFolder('demo');

/** A program that takes the demo's first port, unless somebody has it already. */
const other = createServer();
other.on('error', () => undefined);
other.listen(4670, '127.0.0.1');
afterAll(() => {
  if (other.listening) other.close();
});

/** The demo in this process, until it has said where the console is. */
async function demo(
  args: readonly string[] = ['--hosts', '4'],
  env: Readonly<Record<string, string>> = { GRAPH_QUALYS_DATA_DIR: folder },
) {
  const stop = new AbortController();
  const said = Promise.withResolvers<string>();
  let [out, err] = ['', ''];
  const before = process.exitCode;
  const program = createProgram({
    env,
    cwd: folder,
    out: async (text) => {
      out += text;
      if (text.includes('The console is open')) said.resolve(text);
    },
    input: async () => '',
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    signal: stop.signal,
  });
  const ended = program.parseAsync(['node', 'graph-qualys', 'demo', ...args]);
  const address = await Promise.race([said.promise, ended.then(() => '')]);
  const end = async () => {
    stop.abort();
    await ended;
    process.exitCode = before;
  };
  return { address, out: () => out, err: () => err, end };
}

/** Makes the administrator of a console that was printed, and asks it for its integrations. */
async function instancesOf(printed: string): Promise<unknown> {
  const [, url = '', token = ''] =
    /open at (http:\/\/127\.0\.0\.1:\d+)\.[\s\S]*token"?[=:] ?"?([\w-]{43})/.exec(printed) ?? [];
  const made = await fetch(`${url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'ada', password: 'a-long-password' }),
  });
  expect(made.status).toBe(201);
  const cookie = (made.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const answer = await fetch(`${url}/api/instances`, { headers: { cookie } });
  return answer.json();
}

test('the demo collects, answers, and leaves the console open beside the platform', async () => {
  const first = await demo();
  expect(first.out()).toContain('Complete. Full run');
  expect(first.err()).toContain('Port 4670 is in use by another program; trying 4671.');
  expect(JSON.stringify(await instancesOf(first.address))).toContain('"name":"demo"');
  const asked = await command(['query', 'FIND Host', '--json', '--data-dir', folder]);
  expect(JSON.parse(asked.out).length).toBeGreaterThan(0);
  await first.end();

  // The platform has another port now, and there is an administrator.
  const second = await demo();
  expect(second.address).not.toContain('There is no administrator');
  await second.end();
});

test('with --once it ends after the summary', async () => {
  const said = await command(['demo', '--once', '--hosts', '4', '--data-dir', folder]);
  expect(said).toMatchObject({ exitCode: 0, out: expect.stringContaining('Ask it something') });
  expect(said.out).not.toContain('The console is open');
});

test('where QUALYS_* names a real platform, that one is read, and its login is kept nowhere', async () => {
  const simulator = createSimulator({ hosts: 3, webApps: 1, limits: 'generous' });
  onTestFinished(() => simulator.close());
  const { url } = await simulator.listen();
  const own = temporaryFolder('demo-real');
  const settings = settingsFor(simulator, url);
  const real = await demo([], { ...settings, GRAPH_QUALYS_DATA_DIR: own });
  expect(real.err()).toContain('Reading the Qualys that QUALYS_API_URL names');
  expect(`${real.out()}${real.err()}`).not.toMatch(/simulated|For your own Qualys/);
  expect(real.out()).toContain('run bin/graph-qualys collect;');
  const asked = ['query', 'FIND Host', '--data-dir', own];
  const rows = JSON.parse((await command([...asked, '--json'])).out) as readonly object[];
  expect(rows).toHaveLength(3);
  expect(simulator.requests.length).toBeGreaterThan(3);
  // The console shows what was collected, but has no login to collect again: that is for a person to give.
  expect(await instancesOf(real.address)).toMatchObject({ instances: [] });
  await real.end();
  const kept = readdirSync(own, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const secrets = kept.filter((entry) =>
    readFileSync(join(entry.parentPath, entry.name)).includes(simulator.password),
  );
  expect(kept.length).toBeGreaterThan(2);
  expect(secrets.map(({ name }) => name)).toEqual([]);
});

test('a real platform that is only half named is told, instead of a simulated one being read', async () => {
  const said = await command(['demo', '--once', '--data-dir', folder], { QUALYS_USERNAME: 'ada' });
  expect(said).toMatchObject({ exitCode: 2, out: '' });
  expect(said.err).toMatch(
    /QUALYS_PASSWORD[\s\S]*QUALYS_API_URL|QUALYS_API_URL[\s\S]*QUALYS_PASSWORD/,
  );
  expect(said.err).not.toContain('simulated');
});

test('a proxy, and a name without a value, are no platform', async () => {
  const env = { HTTPS_PROXY: 'http://127.0.0.1:9', QUALYS_PASSWORD: '' };
  const said = await command(['demo', '--once', '--hosts', '2', '--data-dir', folder], env);
  expect(said).toMatchObject({ exitCode: 0, err: expect.stringContaining('A simulated Qualys') });
});
