import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphError, type GraphStore, isLocked, openStore } from '../graph/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';

/** Memory the store may use, MB; its process peaks 200 to 350 MB above (design 8). */
const STORE_MEMORY_MB = 200;
const STORE_THREADS = 2;

/** How long a query waits for a graph that another process has open, milliseconds. */
const PATIENCE_MS = 30_000;
const ASK_AGAIN_MS = 100;

/** How to wait for a graph that another process has open. */
export interface Patience {
  /** Milliseconds; 30 seconds unless told otherwise. */
  readonly patienceMs?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Told once, when there is something to wait for: who has it open, in words. */
  readonly onWait?: (holder: string) => void;
}

/**
 * Opens the graph of a data folder, hands it over, and closes it whatever happens. One process has it at
 * a time; the others wait for their turn.
 */
export async function withGraph<Result>(
  dir: DataDir,
  use: (store: GraphStore) => Promise<Result>,
  patience: Patience = {},
): Promise<Result> {
  const store = await openGraph(dir, patience);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/**
 * Opens the graph of a data folder, made if it is not there, as soon as no other process has it. Whoever opened it closes it.
 *
 * @throws {GraphError} G_LOCKED when another process keeps it, G_CANCELLED, and what opening throws
 */
export function openGraph(dir: DataDir, patience: Patience = {}): Promise<GraphStore> {
  const open = () =>
    openStore({
      path: dir.storeFile,
      memoryLimitMb: STORE_MEMORY_MB,
      threads: STORE_THREADS,
    });
  return openInTurn(dir, open, patience);
}

/**
 * Opens the graph in some way as soon as no other process has it: tries until it succeeds, fails in another way, or the
 * patience is at its end.
 *
 * @throws {GraphError} G_LOCKED, G_CANCELLED, and what opening throws
 */
export async function openInTurn<Opened>(
  dir: DataDir,
  open: () => Promise<Opened>,
  { patienceMs = PATIENCE_MS, signal, onWait }: Patience,
): Promise<Opened> {
  const deadline = Date.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open();
    } catch (error) {
      if (!isLocked(error) || Date.now() >= deadline) throw error;
      if (attempt === 1) onWait?.(error.context.holder ?? 'another process');
    }
    await sleep(ASK_AGAIN_MS, undefined, signal && { signal }).catch((error: unknown) => {
      throw new GraphError('G_CANCELLED', { path: dir.storeFile, action: 'open' }, error);
    });
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
  patience: Patience = {},
): Promise<Result> {
  await assertGraphExists(dir);
  return withGraph(dir, use, patience);
}

/**
 * Makes sure that a data folder has a graph, whoever has it open.
 *
 * @throws {AppError} A_NO_DATA
 */
export async function assertGraphExists(dir: DataDir): Promise<void> {
  await access(dir.storeFile).catch((error: unknown) => {
    throw new AppError('A_NO_DATA', { path: dir.path }, { cause: error });
  });
}

/** Folder of one run inside a data folder. */
export function runFolder(dir: DataDir, runId: string): string {
  return join(dir.runsDir, runId);
}
