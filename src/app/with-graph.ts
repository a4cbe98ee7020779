import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type GraphStore, openStore } from '../graph/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';

/** Memory the store may use, MB; its process peaks 200 to 350 MB above (design 8). */
const STORE_MEMORY_MB = 200;
const STORE_THREADS = 2;

/** Opens the graph of a data folder, hands it over, and closes it whatever happens. */
export async function withGraph<Result>(
  dir: DataDir,
  use: (store: GraphStore) => Promise<Result>,
): Promise<Result> {
  const store = await openStore({
    path: dir.storeFile,
    memoryLimitMb: STORE_MEMORY_MB,
    threads: STORE_THREADS,
  });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/**
 * The same for a graph that has to be there already: reading never creates one.
 *
 * @throws {AppError} A_NO_DATA
 */
export async function withExistingGraph<Result>(
  dir: DataDir,
  use: (store: GraphStore) => Promise<Result>,
): Promise<Result> {
  await access(dir.storeFile).catch((error: unknown) => {
    throw new AppError('A_NO_DATA', { path: dir.path }, { cause: error });
  });
  return withGraph(dir, use);
}

/** Folder of one run inside a data folder. */
export function runFolder(dir: DataDir, runId: string): string {
  return join(dir.runsDir, runId);
}
