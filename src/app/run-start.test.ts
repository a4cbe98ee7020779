import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRunSpool } from '../spool/index.ts';
import { pagesFolder } from './abandoned-pages.ts';
import { type DataDir, dataDir, prepareDataDir } from './data-dir.ts';
import { RESUME_WITHIN_MS, type StartWishes, startRun } from './run-start.ts';

const NOW = Date.UTC(2026, 10, 24);

const WISHES: StartWishes = {
  instance: 'mine',
  configFingerprint: 'same',
  mode: 'incremental',
  resume: 'if-possible',
  now: NOW,
};

async function folder(): Promise<DataDir> {
  const dir = dataDir(mkdtempSync(join(tmpdir(), 'graph-qualys-start-')), {});
  await prepareDataDir(dir);
  return dir;
}

async function cutOff(dir: DataDir, startedAt: number, mode = 'incremental'): Promise<string> {
  const runId = `run-${startedAt}`;
  await createRunSpool(pagesFolder(dir, runId), {
    runId,
    instance: { name: 'mine', integrationType: 'qualys' },
    configFingerprint: 'same',
    mode,
    startedAt,
  });
  return runId;
}

describe('a run', () => {
  test('begins where nothing was cut off', async () => {
    const start = await startRun(await folder(), WISHES);
    expect(start).toMatchObject({ isResumed: false, mode: 'incremental' });
    expect(start.header).toMatchObject({ startedAt: NOW, configFingerprint: 'same' });
    expect(start.header.runId).toMatch(/^20261124T000000Z-[0-9a-f]{6}$/);
  });

  test('goes on with the newest that was cut off, and clears the others away', async () => {
    const dir = await folder();
    const old = await cutOff(dir, NOW - 2000);
    const last = await cutOff(dir, NOW - 1000);
    const start = await startRun(dir, WISHES);
    expect(start).toMatchObject({
      isResumed: true,
      header: { runId: last, startedAt: NOW - 1000 },
    });
    expect(existsSync(pagesFolder(dir, old))).toBe(false);
    expect(existsSync(pagesFolder(dir, last))).toBe(true);
  });

  test('that is full goes on although an incremental one would do', async () => {
    const dir = await folder();
    await cutOff(dir, NOW - 1000, 'full');
    expect(await startRun(dir, WISHES)).toMatchObject({ isResumed: true, mode: 'full' });
  });

  test.each<[string, Partial<StartWishes>, number, RegExp]>([
    ['another configuration', { configFingerprint: 'other' }, NOW - 1, /configuration/],
    ['too long ago', {}, NOW - RESUME_WITHIN_MS - 1, /24 hours ago/],
    ['incremental where a full one is due', { mode: 'full' }, NOW - 1, /a full one is due/],
    ['another instance', { instance: 'theirs' }, NOW - 1, /no run of it/],
  ])('begins anew after one of %s', async (_, wishes, startedAt, reason) => {
    const dir = await folder();
    const runId = await cutOff(dir, startedAt);
    const asked = startRun(dir, { ...WISHES, ...wishes, resume: 'always' });
    await expect(asked).rejects.toMatchObject({
      code: 'A_NOTHING_TO_RESUME',
      message: expect.stringMatching(reason),
    });
    expect(existsSync(pagesFolder(dir, runId))).toBe(true);
    const start = await startRun(dir, { ...WISHES, ...wishes });
    expect(start.isResumed).toBe(false);
    expect(existsSync(pagesFolder(dir, runId))).toBe(wishes.instance === 'theirs');
  });

  test('begins anew when that is asked for', async () => {
    const dir = await folder();
    const runId = await cutOff(dir, NOW - 1);
    expect(await startRun(dir, { ...WISHES, resume: 'never' })).toMatchObject({ isResumed: false });
    expect(existsSync(pagesFolder(dir, runId))).toBe(false);
  });
});
