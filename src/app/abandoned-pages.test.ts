import { existsSync, mkdtempSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRunSpool } from '../spool/index.ts';
import { abandonedRuns, finishRemovals, pagesFolder, removePages } from './abandoned-pages.ts';
import { dataDir } from './data-dir.ts';

test('finds the runs of this instance that left pages, and removes those of one', async () => {
  const dir = dataDir(mkdtempSync(join(tmpdir(), 'graph-qualys-abandoned-')), {});
  for (const [name, startedAt] of [
    ['mine', 1],
    ['theirs', 2],
    ['mine', 3],
  ] as const) {
    const runId = `run-${startedAt}`;
    await createRunSpool(pagesFolder(dir, runId), {
      runId,
      instance: { name, integrationType: 'qualys' },
      configFingerprint: '',
      startedAt,
    });
  }
  await mkdir(join(dir.runsDir, 'run-that-is-done'));
  const runs = await abandonedRuns(dir, 'mine');
  expect(runs.map(({ runId }) => runId)).toEqual(['run-3', 'run-1']);
  await removePages(dir, 'run-3');
  expect(existsSync(pagesFolder(dir, 'run-3'))).toBe(false);
  expect(existsSync(pagesFolder(dir, 'run-1'))).toBe(true);
  expect(existsSync(pagesFolder(dir, 'run-2'))).toBe(true);
});

test('a removal that was cut off is out of sight, and ended later', async () => {
  const dir = dataDir(mkdtempSync(join(tmpdir(), 'graph-qualys-abandoned-')), {});
  await createRunSpool(pagesFolder(dir, 'run-1'), {
    runId: 'run-1',
    instance: { name: 'mine', integrationType: 'qualys' },
    configFingerprint: '',
    startedAt: 1,
  });
  const cutOff = join(dir.runsDir, 'run-1', 'pages.removed');
  await rename(pagesFolder(dir, 'run-1'), cutOff);
  expect(await abandonedRuns(dir, 'mine')).toEqual([]);
  await finishRemovals(dir);
  expect(existsSync(cutOff)).toBe(false);
  expect(existsSync(join(dir.runsDir, 'run-1'))).toBe(true);
});
