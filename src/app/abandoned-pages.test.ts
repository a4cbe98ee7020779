import { existsSync, mkdtempSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRunSpool } from '../spool/index.ts';
import { pagesFolder, removeAbandonedPages } from './abandoned-pages.ts';
import { dataDir } from './data-dir.ts';

test('removes the pages of killed runs of this instance, and nothing of another one', async () => {
  const dir = dataDir(mkdtempSync(join(tmpdir(), 'graph-qualys-abandoned-')), {});
  for (const name of ['mine', 'theirs']) {
    await createRunSpool(pagesFolder(dir, `run-of-${name}`), {
      runId: `run-of-${name}`,
      instance: { name, integrationType: 'qualys' },
      configFingerprint: '',
      startedAt: 0,
    });
  }
  await mkdir(join(dir.runsDir, 'run-that-is-done'));
  await removeAbandonedPages(dir, 'mine');
  expect(existsSync(pagesFolder(dir, 'run-of-mine'))).toBe(false);
  expect(existsSync(pagesFolder(dir, 'run-of-theirs'))).toBe(true);
});
