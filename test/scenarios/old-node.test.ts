import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));

/** Makes this Node say that it is an old one; a long test has a real one. */
const AS_OLD = `data:text/javascript,${encodeURIComponent(`
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.2' } });
  Object.defineProperty(process, 'version', { value: 'v20.1.2' });
`)}`;

/** A program that tells how it was started, and ends with a code of its own when it is told to. */
const PROGRAM = `
export async function main(argv) {
  process.on('SIGTERM', () => process.exit(7));
  setInterval(() => undefined, 1_000);
  console.log(JSON.stringify({ version: process.version, args: argv.slice(2) }));
}
`;

/** A package with nothing but the launcher and {@link PROGRAM}. */
function installed(): string {
  const root = temporaryFolder('launcher');
  cpSync(LAUNCHER, join(root, 'bin/graph-qualys'));
  mkdirSync(join(root, 'dist/cli'), { recursive: true });
  writeFileSync(join(root, 'dist/cli/main.js'), PROGRAM);
  writeFileSync(join(root, 'package.json'), '{"type": "module"}');
  return root;
}

function start(root: string, ...args: readonly string[]) {
  const launcher = join(root, 'bin/graph-qualys');
  return spawn(process.execPath, ['--import', AS_OLD, launcher, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('an old Node says in one line what is needed', async () => {
  const child = start(installed(), 'demo');
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(2);
  expect(await out).toBe('');
  expect(await err).toBe(
    'graph-qualys needs Node 24 or newer; this is v20.1.2. Install Node 24, or run "npm ci" in a checkout.\n',
  );
});

test('an old Node hands over to the pinned one, with arguments, signals and exit code', async () => {
  const root = installed();
  const pinned = join(root, 'node_modules/node/bin/node');
  mkdirSync(dirname(pinned), { recursive: true });
  symlinkSync(process.execPath, pinned);
  const child = start(root, 'query', 'FIND Host');
  const closed = once(child, 'close');
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(JSON.parse(said.toString())).toEqual({
    version: process.version,
    args: ['query', 'FIND Host'],
  });
  child.kill('SIGTERM');
  expect((await closed)[0]).toBe(7);
});
