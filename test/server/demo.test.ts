import { createServer } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/main.ts';
import { temporaryFolder } from '../support/cli.ts';
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
async function demo() {
  const stop = new AbortController();
  const said = Promise.withResolvers<string>();
  let [out, err] = ['', ''];
  const before = process.exitCode;
  const program = createProgram({
    env: { GRAPH_QUALYS_DATA_DIR: folder },
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
  const ended = program.parseAsync(['node', 'graph-qualys', 'demo', '--hosts', '4']);
  const address = await Promise.race([said.promise, ended.then(() => '')]);
  const end = async () => {
    stop.abort();
    await ended;
    process.exitCode = before;
  };
  return { address, out: () => out, err: () => err, end };
}

test('the demo collects, answers, and leaves the console open beside the platform', async () => {
  const first = await demo();
  expect(first.out()).toContain('Complete. Full run');
  expect(first.err()).toContain('Port 4670 is in use by another program; trying 4671.');
  const [, url = '', token = ''] =
    /open at (http:\/\/127\.0\.0\.1:\d+)\.[\s\S]*token"?[=:] ?"?([\w-]{43})/.exec(first.address) ??
    [];
  const made = await fetch(`${url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'ada', password: 'a-long-password' }),
  });
  expect(made.status).toBe(201);
  const cookie = (made.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const instances = await fetch(`${url}/api/instances`, { headers: { cookie } });
  expect(JSON.stringify(await instances.json())).toContain('"name":"demo"');
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
