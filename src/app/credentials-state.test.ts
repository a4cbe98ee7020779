import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertNotRefused, clearRefused, isRefusal, noteRefused } from './credentials-state.ts';
import { type DataDir, dataDir } from './data-dir.ts';

const REFUSED = { code: 'Q_LOGIN_REFUSED', message: 'Qualys refused the login.' };
const NOW = Date.UTC(2026, 10, 24, 8);

let dir: DataDir;
beforeEach(async () => {
  dir = dataDir(await mkdtemp(join(tmpdir(), 'graph-qualys-refused-')), {});
  await mkdir(dir.runsDir);
});
afterEach(() => rm(dir.path, { recursive: true }));

const pass = (material: string, instance = 'main', options = {}) =>
  assertNotRefused(dir, instance, material, options);

test('a login that nobody refused passes', async () => {
  await expect(pass('secret-1')).resolves.toBeUndefined();
});

test('a refused login does not pass again: since when, why, what to do', async () => {
  await noteRefused(dir, 'main', 'secret-1', REFUSED, NOW);
  await expect(pass('secret-1')).rejects.toMatchObject({
    code: 'A_CREDENTIALS_REFUSED',
    exitCode: 1,
    message: expect.stringMatching(
      /instance main on 2026-11-24 08:00:00 UTC, .* \(Q_LOGIN_REFUSED\): Qualys refused the login/,
    ),
    whatToDo: expect.stringContaining('--insist'),
  });
  await expect(pass('secret-1', 'other')).resolves.toBeUndefined();
});

test('a changed login passes, and the refusal is forgotten', async () => {
  await noteRefused(dir, 'main', 'secret-1', REFUSED);
  await expect(pass('secret-2')).resolves.toBeUndefined();
  await expect(pass('secret-1')).resolves.toBeUndefined();
});

test('who insists passes; the refusal stays until it is cleared', async () => {
  await noteRefused(dir, 'main', 'secret-1', REFUSED);
  await expect(pass('secret-1', 'main', { insist: true })).resolves.toBeUndefined();
  await expect(pass('secret-1')).rejects.toMatchObject({ code: 'A_CREDENTIALS_REFUSED' });
  await clearRefused(dir, 'main');
  await expect(pass('secret-1')).resolves.toBeUndefined();
  await expect(clearRefused(dir, 'main')).resolves.toBeUndefined();
});

test('only what concerns the account is a refusal', async () => {
  for (const code of [
    'Q_LOGIN_REFUSED',
    'Q_ACCOUNT_EXPIRED',
    'Q_ACCOUNT_INACTIVE',
    'Q_SECOND_FACTOR',
    'Q_REGISTRATION_INCOMPLETE',
  ]) {
    expect(isRefusal(code)).toBe(true);
  }
  await noteRefused(dir, 'main', 'secret-1', { code: 'Q_TIMEOUT', message: 'slow' });
  expect(await readdir(dir.runsDir)).toEqual([]);
});

test('the file holds no part of the login, belongs to its owner alone and has a salt of its own', async () => {
  await noteRefused(dir, 'a/../b', 'hunter2-secret', REFUSED);
  const [name] = await readdir(dir.runsDir);
  expect(name).toBe('a%2F..%2Fb.refused.json');
  const path = join(dir.runsDir, name!);
  const first = await readFile(path, 'utf8');
  expect(first).not.toContain('hunter2');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await noteRefused(dir, 'a/../b', 'hunter2-secret', REFUSED);
  const second = await readFile(path, 'utf8');
  expect(JSON.parse(second).fingerprint).not.toBe(JSON.parse(first).fingerprint);
});

test('a damaged file is no leave to try', async () => {
  await writeFile(join(dir.runsDir, 'main.refused.json'), '{"refusedAt":');
  await expect(pass('secret-1')).rejects.toMatchObject({ code: 'A_CREDENTIALS_STATE' });
  await expect(pass('secret-1', 'main', { insist: true })).resolves.toBeUndefined();
});
