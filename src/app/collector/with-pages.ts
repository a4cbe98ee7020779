import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLocked, type LockFile, takeLockFile } from '../../graph/index.ts';
import { AppError } from '../errors.ts';
import type { CollectTask } from './messages.ts';

/** A collecting process whose run was killed is gone within the parsing of a page; milliseconds. */
const PATIENCE_MS = 60_000;
const ASK_AGAIN_MS = 50;

/**
 * Does something as the only process that writes the pages of a run. The run itself has a lease; but of a run that was
 * killed the collecting process may live a moment longer, and the next run goes on in the same folder.
 *
 * @throws {AppError} A_RUN_IN_PROGRESS when the other one does not end
 */
export async function withPages<Result>(
  { pagesDir, header }: Pick<CollectTask, 'pagesDir' | 'header'>,
  use: () => Promise<Result>,
): Promise<Result> {
  const folder = dirname(pagesDir);
  await mkdir(folder, { recursive: true });
  const lock = await inTurn(join(folder, 'collecting.lock'), folder, header.instance.name);
  try {
    return await use();
  } finally {
    await lock.release();
  }
}

async function inTurn(file: string, folder: string, instance: string): Promise<LockFile> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await takeLockFile(file, folder);
    } catch (error) {
      if (!isLocked(error)) throw error;
      const holder = error.context.holder ?? 'another process';
      if (Date.now() >= deadline) {
        throw new AppError('A_RUN_IN_PROGRESS', { instance, holder }, { cause: error });
      }
    }
    await sleep(ASK_AGAIN_MS);
  }
}
