import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectRun } from '../../src/app/collect.ts';
import { graphOf as graphAccess } from '../../src/app/console/index.ts';
import { openAccounts, type RunningServer, startServer } from '../../src/server/index.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { collectInto, graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { command } from './command.ts';

const simulator = createSimulator({ hosts: 6, detections: 4, webApps: 1, limits: 'generous' });
const dir = temporaryDataDir('backup');
const target = join(temporaryFolder('backups'), 'one');
let env: Record<string, string>;
let server: RunningServer | undefined;

const here = (...args: readonly string[]) => command([...args, '--data-dir', dir.path]);

beforeAll(async () => {
  const { url } = await simulator.listen();
  env = settingsFor(simulator, url);
  await collectInto(dir, env);
  writeFileSync(join(dir.path, 'console.key'), 'the key');
  writeFileSync(join(dir.path, 'smart-classes.yaml'), 'smartClasses: []\n');
  writeFileSync(join(dir.path, 'retention.json'), '{"runRecordDays": 90, "historyDays": null}\n');
});
afterAll(async () => {
  await server?.close();
  await simulator.close();
});

test('a backup made while a run is applied restores to a graph that is the one before or the one after', async () => {
  server = await startServer({
    dataDir: dir,
    host: '127.0.0.1',
    port: 0,
    log: { write: () => undefined },
  });
  const before = await graphAccess(dir).existing((store) => store.catalog());
  simulator.advanceDays(3);
  const isApplying = Promise.withResolvers<void>();
  const run = collectRun({
    env,
    dataDir: dir,
    instance: 'qualys',
    graph: graphAccess(dir),
    signal: new AbortController().signal,
    onProgress: ({ kind }) => {
      if (kind === 'applying') isApplying.resolve();
    },
  });
  await isApplying.promise;
  const made = await here('backup', target);
  expect(made.exitCode, made.err).toBe(0);
  expect(made.err).toContain('console.key) is not in it');
  await run;
  await server.close();
  server = undefined;

  const copy = temporaryDataDir('restored');
  const restored = await command(['restore', target, '--data-dir', copy.path, '--json']);
  expect(restored.exitCode, restored.err).toBe(0);
  expect(existsSync(join(copy.path, 'console.key'))).toBe(false);
  expect(readFileSync(join(copy.path, 'smart-classes.yaml'), 'utf8')).toContain('smartClasses');
  expect(readFileSync(join(copy.path, 'retention.json'), 'utf8')).toContain('90');
  const accounts = openAccounts(copy);
  accounts.close();
  const { seq } = await graphAccess(copy).existing((store) => store.catalog());
  expect([before.seq, before.seq + 1]).toContain(seq);
  // What is missing is collected again, and then the two are equal.
  await collectInto(copy, env);
  await collectInto(dir, env);
  expect(graphDifferences(await graphOf(dir), await graphOf(copy))).toEqual([]);
});

test('without a console as well, and with the key when it is asked for', async () => {
  const folder = join(temporaryFolder('backups'), 'two');
  const made = await here('backup', folder, '--with-key', '--json');
  expect(made).toMatchObject({
    exitCode: 0,
    err: expect.stringContaining('console.key) is in it'),
  });
  const copy = temporaryDataDir('restored');
  expect((await command(['restore', folder, '--data-dir', copy.path])).exitCode).toBe(0);
  expect(readFileSync(join(copy.path, 'console.key'), 'utf8')).toBe('the key');
  expect(graphDifferences(await graphOf(dir), await graphOf(copy))).toEqual([]);
});

test('a restore touches nothing unless the backup is whole, known and wanted', async () => {
  const again = await here('restore', target);
  expect([again.exitCode, again.err]).toEqual([2, expect.stringContaining('A_DATA_DIR_NOT_EMPTY')]);
  const copy = temporaryDataDir('untouched');
  const into = () => command(['restore', target, '--data-dir', copy.path]);
  const manifest = join(target, 'backup.json');
  const whole = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, whole.replace(/"graph": \d+/, '"graph": 9999'));
  expect((await into()).err).toContain('A_BACKUP_NEWER');
  writeFileSync(manifest, whole.replace('"path": "', '"path": "../'));
  expect((await into()).err).toContain('A_BACKUP_DAMAGED');
  writeFileSync(manifest, whole);
  writeFileSync(join(target, 'smart-classes.yaml'), 'smartClasses: [1]\n');
  expect((await into()).err).toContain('A_BACKUP_DAMAGED');
  expect((await command(['restore', copy.path])).err).toContain('A_BACKUP_UNREADABLE');
  expect(readdirSync(copy.path)).toEqual([]);
  writeFileSync(join(target, 'smart-classes.yaml'), 'smartClasses: []\n');
  expect((await here('restore', target, '--force')).exitCode).toBe(0);
  expect(readFileSync(join(dir.path, 'console.key'), 'utf8')).toBe('the key');
});

test('a backup goes into no folder that has something, and none is made of nothing', async () => {
  expect((await here('backup', target)).err).toContain('A_BACKUP_NOT_WRITABLE');
  const empty = temporaryDataDir('empty');
  const nothing = await command(['backup', join(empty.path, 'b'), '--data-dir', empty.path]);
  expect(nothing.err).toContain('A_NO_DATA');
});

test('nothing is restored over a console that is at work', async () => {
  server = await startServer({
    dataDir: dir,
    host: '127.0.0.1',
    port: 0,
    log: { write: () => undefined },
  });
  expect((await here('restore', target, '--force')).err).toContain('A_DATA_DIR_IN_USE');
});
