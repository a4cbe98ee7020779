import { type CollectProgress, type CollectReport, collect } from '../../integration/index.ts';
import { createRunSpool, openRunSpool } from '../../spool/index.ts';
import { qualysClient } from '../qualys-client.ts';
import type { CollectTask } from './messages.ts';

/** Who listens to a collection, and how it is stopped. */
export interface CollectionWatch {
  /** Stops at once. */
  readonly signal: AbortSignal;
  /** Stops after the pages in work. */
  readonly stopSignal: AbortSignal;
  readonly onProgress: (progress: CollectProgress) => void;
  readonly onNote: (note: string) => void;
}

/** Collects what a task says into its folder. Throws what keeps a collection from beginning. */
export async function runCollection(
  task: CollectTask,
  { signal, stopSignal, onProgress, onNote }: CollectionWatch,
): Promise<CollectReport> {
  const { config, login, captureDir } = task;
  const client = await qualysClient(config, {
    login,
    captureDir,
    signal,
    stopSignal,
    onProgress,
    onNote,
  });
  try {
    return await collect({
      config,
      client,
      spool: task.isResumed
        ? await openRunSpool(task.pagesDir)
        : await createRunSpool(task.pagesDir, task.header),
      instance: task.instance,
      identity: login.identity,
      mode: task.mode,
      known: task.known,
      startedAt: task.header.startedAt,
      changedSince: task.changedSince,
      clock: Date.now,
      signal,
      stopSignal,
      onProgress,
    });
  } finally {
    await client.close();
  }
}
