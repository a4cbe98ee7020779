import { Worker } from 'node:worker_threads';
import type { SyncProgress } from '../../destinations/jupiterone/index.ts';
import { AppError } from '../errors.ts';
import { ForeignError, type ReportedError } from '../reported-error.ts';
import type { SyncInstanceInput } from './sync-instance.ts';
import type { SyncRecord } from './sync-record.ts';

/**
 * Memory of the uploading thread, MB. It needs some 50; what is more is rows that are uploaded already. They are small
 * here and hold on to the engine's own memory, of which the garbage collector knows nothing: with a limit it
 * comes by in time.
 */
const OLD_GENERATION_MB = 128;
const YOUNG_GENERATION_MB = 12;

/** What the uploading thread is to do. */
export type SyncTask = Pick<
  SyncInstanceInput,
  'env' | 'dataDir' | 'instance' | 'mode' | 'isDryRun'
>;

/** What the uploading thread says. `record` or `error` is the last word. */
export type SyncMessage =
  | { readonly kind: 'progress'; readonly progress: SyncProgress }
  | { readonly kind: 'wait'; readonly holder: string }
  | { readonly kind: 'record'; readonly record: SyncRecord }
  | { readonly kind: 'error'; readonly error: ReportedError };

/** Who listens to an upload. */
export type SyncListener = Pick<SyncInstanceInput, 'signal' | 'onProgress' | 'onWait'>;

/**
 * `syncInstance` in a thread of its own, whose heap is kept small: the memory of an upload does not grow with
 * the graph. It finds the way to the graph itself.
 *
 * @throws {ForeignError} with the code of the error in the thread; {AppError} A_SYNC_DIED
 */
export async function syncInThread(task: SyncTask, listener: SyncListener): Promise<SyncRecord> {
  // The file has the ending of this one: .ts in a checkout, .js when built.
  const script = new URL(`./sync-thread${import.meta.url.slice(-3)}`, import.meta.url);
  const worker = new Worker(script, {
    workerData: task,
    resourceLimits: {
      maxOldGenerationSizeMb: OLD_GENERATION_MB,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    },
  });
  const stop = () => worker.postMessage('stop');
  if (listener.signal.aborted) stop();
  listener.signal.addEventListener('abort', stop, { once: true });
  try {
    return await lastWord(worker, listener);
  } finally {
    listener.signal.removeEventListener('abort', stop);
  }
}

/** The record of the thread, once the thread has ended. */
function lastWord(worker: Worker, { onProgress, onWait }: SyncListener): Promise<SyncRecord> {
  return new Promise((resolve, reject) => {
    let record: SyncRecord | undefined;
    let failure: Error | undefined;
    worker.on('message', (message: SyncMessage) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'wait') onWait?.(message.holder);
      else if (message.kind === 'record') record = message.record;
      else failure = new ForeignError(message.error);
    });
    worker.on('error', (error) => {
      failure = new AppError('A_SYNC_DIED', { reason: error.message }, { cause: error });
    });
    worker.on('exit', () => {
      if (record !== undefined) resolve(record);
      else reject(failure ?? new AppError('A_SYNC_DIED', { reason: 'it ended early' }));
    });
  });
}
