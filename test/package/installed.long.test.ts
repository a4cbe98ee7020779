import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { packedArchive } from '../support/packed-archive.ts';

const run = promisify(execFile);

/** An old Node as npm has it. The launcher promises its one clear line from 18 on. */
const OLD_NODE = `node-${process.platform}-${process.arch}@18.20.8`;

/** The Node of this process comes first: `npx` and the program ask for `node`. */
const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);

/** Where somebody wants to use the program; nothing was ever installed there. */
const home = temporaryFolder('installed');
/** Where the package is made. */
const workshop = temporaryFolder('workshop');
const npm = (...args: readonly string[]) =>
  run('npm', [...args], { cwd: home, env: { ...process.env, PATH } });
const install = (wanted: string) =>
  npm('install', '--prefer-offline', '--no-audit', '--no-fund', wanted);

beforeAll(async () => {
  const archive = await packedArchive(workshop);
  await npm('init', '--yes');
  await install(archive);
});
afterAll(() => {
  for (const folder of [home, workshop]) rmSync(folder, { recursive: true, force: true });
});

/** `npx graph-qualys …` with nothing of this process's settings, from its first line that `sign` fits. */
async function npx(args: readonly string[], sign: RegExp) {
  const data = join(home, 'data');
  mkdirSync(data, { recursive: true });
  const child = spawn('npx', ['graph-qualys', ...args], {
    cwd: home,
    env: { PATH, HOME: home, GRAPH_QUALYS_DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The program itself, not the npx and the shell before it, which do not pass signals on.
  const kill = () => {
    const { pid } = JSON.parse(readFileSync(join(data, 'console.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGTERM');
  };
  const closed = once(child, 'close');
  const err = text(child.stderr);
  let out = '';
  const said = Promise.withResolvers<string>();
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
    if (sign.test(out)) said.resolve(out);
  });
  const first = await Promise.race([said.promise, closed.then(() => undefined)]);
  if (first === undefined) throw new Error(`it ended too soon: ${out}\n${await err}`);
  return { out: first, kill, code: async () => ((await closed) as [number])[0], err };
}

test('the demo of the installed package has a console with pages, and ends well when it is told to', async () => {
  const demo = await npx(['demo', '--hosts', '20'], /#token=\S+/);
  expect(demo.out).toContain('Complete. Full run');
  expect(demo.out).toContain('npx graph-qualys query');
  const [, url = ''] = /console is open at (http:\S+)\. /.exec(demo.out) ?? [];
  try {
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'alive' });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({
      status: 'ready',
      graph: 'open',
    });
    const page = await fetch(`${url}/setup`);
    expect(page.status).toBe(200);
    const [, script = ''] =
      /<script type="module"[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
    const asset = await fetch(new URL(script, url));
    expect(asset.status).toBe(200);
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect((await asset.text()).length).toBeGreaterThan(10_000);
  } finally {
    demo.kill();
  }
  expect(await demo.code()).toBe(0);
  expect(await demo.err).not.toMatch(/error|warning/i);
});

test('the package holds what its commands read, and nothing of the development', async () => {
  const root = join(home, 'node_modules/graph-qualys');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  expect(files).toContain('docs/guide/console.md');
  expect(files).toContain('questions/threats.yaml');
  expect(
    files.filter((file) => /\.test\.|\/testing\/|\.tsx?$/.test(file.replace(/\.d\.ts$/, ''))),
  ).toEqual([]);
  const folders = files.filter((file) => !file.includes('/') && !file.includes('.'));
  expect(folders.sort()).toEqual(['LICENSE', 'bin', 'dist', 'docs', 'questions']);
});

test('an old Node gets one line that says what is needed, and exit code 2', async () => {
  await install(OLD_NODE);
  const old = join(home, 'node_modules', OLD_NODE.split('@')[0] ?? '', 'bin/node');
  const program = join(home, 'node_modules/.bin/graph-qualys');
  const ended = await run(old, [program, 'demo'], { cwd: home }).catch((error: unknown) => error);
  expect(ended).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'graph-qualys needs Node 24 or newer; this is v18.20.8. Install Node 24, or run "npm ci" in a checkout.\n',
  });
});
