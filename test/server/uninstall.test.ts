import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { type DataDir, prepareDataDir } from '../../src/app/data-dir.ts';
import { withRunLease } from '../../src/app/run-lease.ts';
import { withExistingGraph, withGraph } from '../../src/app/with-graph.ts';
import { startServer } from '../../src/server/index.ts';
import { temporaryDataDir } from '../support/collected-graph.ts';
import { command } from './command.ts';

const BIN = fileURLToPath(new URL('../../bin/graph-qualys', import.meta.url));

/** Of util-linux: runs a command at a terminal of its own. */
const SCRIPT = '/usr/bin/script';

let dir: DataDir;
let name: string;
/** What is there before and has to be there after a refusal. */
let before: readonly string[];

beforeEach(async () => {
  dir = temporaryDataDir('uninstall');
  name = basename(dir.path);
  await prepareDataDir(dir);
  await withGraph(dir, async () => undefined);
  mkdirSync(join(dir.path, 'questions'));
  writeFileSync(join(dir.path, 'questions/one.yaml'), 'x'.repeat(1_500));
  writeFileSync(join(dir.path, 'console.key'), 'the key');
  writeFileSync(join(dir.path, 'notes.txt'), 'mine');
  before = readdirSync(dir.path).sort();
});

const uninstall = (args: readonly string[] = [], ask?: (question: string) => Promise<string>) =>
  command(['uninstall', '--data-dir', dir.path, ...args], {}, undefined, ask);
const names = () => readdirSync(dir.path).sort();

test('whoever is at the terminal reads what will be gone, and types the name of the folder', async () => {
  const questions: string[] = [];
  const done = await uninstall([], async (question) => {
    questions.push(question);
    expect(names()).toEqual(before);
    return `${name}\n`;
  });
  expect(questions).toEqual([`To remove them, type ${name}: `]);
  expect(done.exitCode, done.err).toBe(0);
  expect(done.err).toMatch(/these will be gone for good, \d+\.\d [kM]B in all/);
  expect(done.err).toMatch(/graph\.duckdb +\d+\.\d [kM]B {2}the graph, with its history/);
  expect(done.err).toMatch(/console\.key +7 B/);
  expect(done.err).toMatch(/questions +1\.5 kB {2}own questions/);
  expect(done.err).not.toContain('notes.txt');
  expect(done.out).toContain('The folder stays, because it also has notes.txt');
  expect(names()).toEqual(['notes.txt']);
});

test.each([
  ['another name', [], async () => 'another'],
  ['nothing', [], async () => ''],
  ['nothing, where nobody can be asked', [], undefined],
  ['another name as an option', ['--name', 'another'], async () => name],
])('%s removes nothing', async (_what, args, ask) => {
  const said = await uninstall(args, ask);
  expect(said).toMatchObject({ exitCode: 2, out: '' });
  expect(said.err).toContain('A_NOT_CONFIRMED');
  expect(said.err).toContain('graph.duckdb');
  expect(names()).toEqual(before);
});

test.each([['--yes'], ['--name']])('%s is enough where nobody can be asked', async (option) => {
  const args = option === '--name' ? ['--name', name] : [option];
  const done = await uninstall([...args, '--json']);
  expect(done.exitCode, done.err).toBe(0);
  const removed = before.filter((each) => each !== 'notes.txt');
  expect(JSON.parse(done.out)).toEqual({ dataDir: dir.path, removed, left: ['notes.txt'] });
});

test('a folder with nothing in it is no question', async () => {
  dir = temporaryDataDir('nothing');
  const done = await uninstall();
  expect(done).toMatchObject({ exitCode: 0, err: '' });
  expect(done.out).toContain('There is nothing of graph-qualys');
});

/** Somebody who works with the folder, while `use` is done. */
const WORKERS: readonly (readonly [string, RegExp, (use: () => Promise<void>) => Promise<void>])[] =
  [
    [
      'a console',
      /the console of process \d+/,
      async (use) => {
        const log = { write: () => undefined };
        const server = await startServer({ dataDir: dir, host: '127.0.0.1', port: 0, log });
        await use().finally(() => server.close());
      },
    ],
    ['a run', /a run \(qualys\)/, (use) => withRunLease(dir, 'qualys', use)],
    ['a query', /has the graph open/, (use) => withExistingGraph(dir, use)],
  ];

test.each(WORKERS)(
  '%s that is at work is not disturbed, and nobody is asked',
  async (_what, holder, working) => {
    await working(async () => {
      before = names();
      for (const args of [['--yes'], ['--name', name], []]) {
        const said = await uninstall(args, async () => {
          throw new Error('asked');
        });
        expect(said).toMatchObject({ exitCode: 1, out: '' });
        expect(said.err).toContain('A_DATA_DIR_IN_USE');
        expect(said.err).toMatch(holder);
      }
      expect(names()).toEqual(before);
    });
  },
);

/** The command at a terminal of its own, where somebody does something once asked. */
async function atTerminal(typed: string) {
  // In place of the shell: Ctrl-C goes to everything at the terminal, and some shells end with a code of their own.
  const line = `exec ${process.execPath} ${BIN} uninstall --data-dir ${dir.path}`;
  const child = spawn(SCRIPT, ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const said = text(child.stdout);
  let seen = '';
  child.stdout.on('data', (part: Buffer) => {
    const wasAsked = seen.includes('type ');
    seen += part.toString();
    if (!wasAsked && seen.includes('type ')) child.stdin.write(typed);
  });
  const [code] = (await closed) as [number];
  return { code, said: await said };
}

test.skipIf(!existsSync(SCRIPT))(
  'at a real terminal the name is typed; Ctrl-C and Ctrl-D remove nothing (needs script of util-linux)',
  async () => {
    for (const nothing of ['\x03', '\x04', 'no\n']) {
      const refused = await atTerminal(nothing);
      expect([refused.code, names()], refused.said).toEqual([2, before]);
      expect(refused.said).toContain('A_NOT_CONFIRMED');
    }
    const done = await atTerminal(`${name}\n`);
    expect([done.code, names()], done.said).toEqual([0, ['notes.txt']]);
  },
);
