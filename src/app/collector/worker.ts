import { parentPort, workerData } from 'node:worker_threads';
import { reportError } from '../reported-error.ts';
import { ABORT, type CollectMessage, type CollectTask, STOP } from './messages.ts';
import { runCollection } from './run-collection.ts';

// The collecting thread: see collect-in-thread.ts.

const tell = (message: CollectMessage) => parentPort?.postMessage(message);
const stop = new AbortController();
const abort = new AbortController();
parentPort?.on('message', (message: unknown) => {
  if (message === STOP) stop.abort(new Error('interrupted'));
  if (message === ABORT) abort.abort(new Error('interrupted'));
});
// Waiting for an interruption must not keep the thread alive.
parentPort?.unref();

try {
  const report = await runCollection(workerData as CollectTask, {
    signal: abort.signal,
    stopSignal: stop.signal,
    onProgress: (progress) => tell({ kind: 'progress', progress }),
    onNote: (note) => tell({ kind: 'note', note }),
  });
  tell({ kind: 'report', report });
} catch (error) {
  tell({ kind: 'error', error: reportError(error) });
}
