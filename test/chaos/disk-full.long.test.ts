import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataDir, dataDir } from '../../src/app/data-dir.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { runCommand } from '../support/cli.ts';
import { collectInto, graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { describeOnSmallDisk, SmallDisk } from '../support/small-disk.ts';

const simulator = createSimulator({ hosts: 30, detections: 12, webApps: 2, limits: 'generous' });
let env: Record<string, string>;
beforeAll(async () => {
  const { url } = await simulator.listen();
  env = settingsFor(simulator, url);
});
afterAll(() => simulator.close());

describeOnSmallDisk('commands on a disk that is full (needs to mount a small file system)', () => {
  let disk: SmallDisk;
  let dir: DataDir;
  beforeAll(async () => {
    disk = SmallDisk.mounted(64);
    dir = dataDir(join(disk.path, 'data'), {});
    expect((await collectInto(dir, env)).status).toBe('complete');
  });
  afterAll(() => disk.unmount());

  const run = async (...args: readonly string[]) => {
    const said = await runCommand([...args, '--json', '--data-dir', dir.path], env);
    return { ...said, json: JSON.parse(said.stdout) };
  };

  /** The graph is that of a folder that never had a full disk, but for counts that a run after it makes of what it knows. */
  const isWhole = async () => {
    const other = temporaryDataDir('roomy');
    await collectInto(other, env);
    const counts = ['lastReadOn', 'hostsScannedLast24Hours', 'hostsScannedLast7Days'];
    expect(graphDifferences(await graphOf(other), await graphOf(dir), counts)).toEqual([]);
  };

  test.each([
    ['nothing', 0, 'G_DISK_FULL'],
    ['room for a lease', 4_096, 'G_DISK_FULL'],
    ['room for the begin of a page', 16_384, 'S_DISK_FULL'],
    ['room for some pages', 256 * 1024, 'S_DISK_FULL'],
  ])(
    'with %s left, a run says so, changes nothing, and goes on when there is room',
    async (_what, left, code) => {
      const before = await graphOf(dir);
      disk.fill(left);
      const { exitCode, json, stderr } = await run('collect', '--full');
      const { failure, error } = json as RunRecord & { readonly error?: object };
      expect(exitCode, stderr).toBe(1);
      expect(failure ?? error).toMatchObject({
        code,
        message: expect.stringMatching(/^No space is left on the device of /),
        whatToDo: expect.stringMatching(/^Free some space and run again/),
      });
      disk.clear();
      expect(graphDifferences(before, await graphOf(dir))).toEqual([]);
      const again = await run('collect');
      expect([again.exitCode, again.json.status], again.stderr).toEqual([0, 'complete']);
      // What was stored before the disk was full is not asked of Qualys again.
      if (left >= 256 * 1024) expect(again.json.resumedPages).toBeGreaterThan(0);
      await isWhole();
    },
  );

  test('an apply that finds no room leaves the graph as it was, and the next run applies the same pages', async () => {
    const before = await graphOf(dir);
    simulator.advanceDays(2);
    const failed = await collectInto(dir, env, {
      isFull: true,
      onProgress: ({ kind }) => {
        if (kind === 'applying') disk.fill();
      },
    });
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'G_DISK_FULL' } });
    expect(failed.warnings.map(({ message }) => message).join()).toContain('Make room');
    disk.clear();
    expect(graphDifferences(before, await graphOf(dir))).toEqual([]);
    const asked = simulator.requests.length;
    const again = await collectInto(dir, env);
    expect(again.status).toBe('complete');
    expect(again.resumedPages).toBeGreaterThan(10);
    expect(simulator.requests.length).toBe(asked);
    await isWhole();
  });

  test('a query that can be answered is, and one that cannot is told', async () => {
    disk.fill(8_192);
    expect((await run('query', 'FIND Host')).json).toHaveLength(30);
    disk.fill();
    const refused = await run('query', 'FIND Host');
    expect(refused).toMatchObject({ exitCode: 1, json: { error: { code: 'G_DISK_FULL' } } });
    disk.clear();
    expect((await run('query', 'FIND Host')).exitCode).toBe(0);
  });

  test('a backup and a restore that find no room leave nothing, and take nothing away', async () => {
    const target = join(disk.path, 'backup');
    disk.fill(64 * 1024);
    const refused = await run('backup', target);
    expect(refused).toMatchObject({ exitCode: 1, json: { error: { code: 'A_DISK_FULL' } } });
    expect(refused.json.error.message).toContain(target);
    expect(readdirSync(disk.path).sort()).toEqual(['data', 'filler']);
    disk.clear();
    expect((await run('backup', target)).exitCode).toBe(0);
    disk.fill(64 * 1024);
    const kept = await run('restore', target, '--force');
    expect(kept).toMatchObject({ exitCode: 1, json: { error: { code: 'A_DISK_FULL' } } });
    disk.clear();
    await isWhole();
    expect((await run('restore', target, '--force')).exitCode).toBe(0);
    await isWhole();
  });

  test('a console does not begin on a full disk, and says why', async () => {
    disk.fill();
    const said = await runCommand(['serve', '--port', '0', '--data-dir', dir.path], env);
    expect(said.exitCode).toBe(1);
    expect(said.stderr).toMatch(/Error [AG]_DISK_FULL: No space is left/);
    disk.clear();
  });
});
