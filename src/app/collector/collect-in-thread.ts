import { Worker } from 'node:worker_threads';
import type { CollectProgress, CollectReport } from '../../integration/index.ts';
import { AppError } from '../errors.ts';
import { ForeignError } from '../reported-error.ts';
import {
  ABORT,
  type CollectMessage,
  type CollectTask,
  STOP,
  STOP_PATIENCE_MS,
} from './messages.ts';

/**
 * Memory of the collecting thread, MB: several pages in work and the young objects of parsing. Far
 * above what a run needs, so that only a mistake or a monstrous record meets it.
 */
const OLD_GENERATION_MB = 256;
const YOUNG_GENERATION_MB = 32;

/** Who listens to a collecting thread. */
export interface CollectListener {
  /** Ends the collection: the pages in work may end, no further one begins. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CollectProgress) => void;
  readonly onNote: (note: string) => void;
}

/**
 * Collects in a thread of its own, and waits for the end of that thread: what parsing left on its heap
 * is gone before the graph, which wants memory too, is opened (design 8). The thread also keeps the
 * display alive while pages are parsed.
 *
 * @throws {ForeignError} with the code of the error in the thread; {AppError} A_COLLECTOR_DIED
 */
export async function collectInThread(
  task: CollectTask,
  listener: CollectListener,
): Promise<CollectReport> {
  // The file has the ending of this one: .ts in a checkout, .js when built.
  const script = new URL(`./worker${import.meta.url.slice(-3)}`, import.meta.url);
  const worker = new Worker(script, {
    workerData: task,
    resourceLimits: {
      maxOldGenerationSizeMb: OLD_GENERATION_MB,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    },
  });
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    worker.postMessage(STOP);
    patience = setTimeout(() => worker.postMessage(ABORT), STOP_PATIENCE_MS);
  };
  if (listener.signal.aborted) stop();
  listener.signal.addEventListener('abort', stop, { once: true });
  try {
    return await lastWord(worker, listener);
  } finally {
    clearTimeout(patience);
    listener.signal.removeEventListener('abort', stop);
  }
}

/** The report of the thread, once the thread has ended. */
function lastWord(worker: Worker, listener: CollectListener): Promise<CollectReport> {
  return new Promise((resolve, reject) => {
    let report: CollectReport | undefined;
    let failure: Error | undefined;
    worker.on('message', (message: CollectMessage) => {
      if (message.kind === 'progress') listener.onProgress(message.progress);
      else if (message.kind === 'note') listener.onNote(message.note);
      else if (message.kind === 'report') report = message.report;
      else failure = new ForeignError(message.error);
    });
    worker.on('error', (error) => {
      failure = new AppError('A_COLLECTOR_DIED', { reason: error.message }, { cause: error });
    });
    worker.on('exit', () => {
      if (report !== undefined) resolve(report);
      else reject(failure ?? new AppError('A_COLLECTOR_DIED', { reason: 'it ended early' }));
    });
  });
}
