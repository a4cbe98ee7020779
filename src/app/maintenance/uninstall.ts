import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDir } from '../data-dir.ts';
import { AppError, systemReason } from '../errors.ts';
import { assertIdle } from './idle.ts';
import { ourNames } from './our-files.ts';

/** What an uninstallation left. */
export interface Uninstalled {
  readonly removed: readonly string[];
  /** What is somebody else's; the folder stays with it. */
  readonly left: readonly string[];
}

/**
 * Removes everything of graph-qualys from a data folder, and the folder if nothing else is in it.
 *
 * @throws {AppError} A_DATA_DIR_IN_USE, A_DATA_DIR_NOT_WRITABLE
 */
export async function uninstall(dir: DataDir): Promise<Uninstalled> {
  await assertIdle(dir);
  const removed = await ourNames(dir);
  try {
    for (const name of removed) await rm(join(dir.path, name), { recursive: true, force: true });
    const left = await readdir(dir.path).catch(() => []);
    if (removed.length > 0 && left.length === 0) await rmdir(dir.path);
    return { removed, left };
  } catch (error) {
    const context = { path: dir.path, reason: systemReason(error) };
    throw new AppError('A_DATA_DIR_NOT_WRITABLE', context, { cause: error });
  }
}
