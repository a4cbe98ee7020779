import { join } from 'node:path';
import { isLocked, isLockHeld, takeLockFile } from '../graph/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError, type AppErrorCode } from './errors.ts';

/**
 * Does something as the only run of an instance on this data folder (design 7): a second one would ask
 * Qualys for the same again, at the cost of calls that others need. A lease of a process that has ended
 * counts for nothing.
 *
 * @throws {AppError} A_RUN_IN_PROGRESS
 */
export function withRunLease<Result>(
  dir: DataDir,
  instance: string,
  use: () => Promise<Result>,
): Promise<Result> {
  return withLease(dir, { instance, folder: dir.runsDir, taken: 'A_RUN_IN_PROGRESS' }, use);
}

/** Whether a run of an instance is under way, in whichever process. */
export function isRunLeased(dir: DataDir, instance: string): Promise<boolean> {
  return isLockHeld(leaseFile(dir.runsDir, instance));
}

/** What only one process does at a time for an instance. */
export interface Lease {
  readonly instance: string;
  /** Folder of the file that says who does it. */
  readonly folder: string;
  /** Error that says so; its message names `{instance}` and `{holder}`. */
  readonly taken: AppErrorCode;
}

/** Does something that only one process may do at a time for an instance. */
export async function withLease<Result>(
  dir: DataDir,
  { instance, folder, taken }: Lease,
  use: () => Promise<Result>,
): Promise<Result> {
  const file = leaseFile(folder, instance);
  const lease = await takeLockFile(file, dir.path).catch((error: unknown) => {
    if (!isLocked(error)) throw error;
    const holder = error.context.holder ?? 'another process';
    throw new AppError(taken, { instance, holder }, { cause: error });
  });
  try {
    return await use();
  } finally {
    await lease.release();
  }
}

function leaseFile(folder: string, instance: string): string {
  return join(folder, `${encodeURIComponent(instance)}.lease`);
}
