import { join } from 'node:path';
import { GraphError, takeLockFile } from '../graph/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';

/**
 * Does something as the only run of an instance on this data folder (design 7): a second one would ask
 * Qualys for the same again, at the cost of calls that others need. A lease of a process that has ended
 * counts for nothing.
 *
 * @throws {AppError} A_RUN_IN_PROGRESS
 */
export async function withRunLease<Result>(
  dir: DataDir,
  instance: string,
  use: () => Promise<Result>,
): Promise<Result> {
  const file = join(dir.runsDir, `${encodeURIComponent(instance)}.lease`);
  const lease = await takeLockFile(file, dir.path).catch((error: unknown) => {
    if (!(error instanceof GraphError)) throw error;
    const holder = error.context.holder ?? 'another process';
    throw new AppError('A_RUN_IN_PROGRESS', { instance, holder }, { cause: error });
  });
  try {
    return await use();
  } finally {
    await lease.release();
  }
}
