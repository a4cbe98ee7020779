import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLockHeld } from '../../graph/index.ts';
import { findConsole } from '../console/index.ts';
import type { DataDir } from '../data-dir.ts';
import { AppError } from '../errors.ts';

/**
 * Makes sure that nobody works with a data folder: no console, no run, no upload, no command that has the graph open.
 *
 * @throws {AppError} A_DATA_DIR_IN_USE
 */
export async function assertIdle(dir: DataDir): Promise<void> {
  const inUse = (holder: string) => new AppError('A_DATA_DIR_IN_USE', { path: dir.path, holder });
  const found = await findConsole(dir);
  if (found !== undefined) throw inUse(`the console of process ${found.pid}`);
  if (await isLockHeld(`${dir.storeFile}.lock`)) throw inUse('a process that has the graph open');
  for (const [folder, what] of [
    [dir.runsDir, 'a run'],
    [join(dir.path, 'syncs'), 'an upload'],
  ] as const) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => each.endsWith('.lease'))) {
      if (await isLockHeld(join(folder, name))) throw inUse(`${what} (${name.slice(0, -6)})`);
    }
  }
}
