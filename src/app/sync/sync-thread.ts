import { parentPort, workerData } from 'node:worker_threads';
import { graphOf } from '../console/index.ts';
import { reportError } from '../reported-error.ts';
import type { SyncMessage, SyncTask } from './sync-in-thread.ts';
import { syncInstance } from './sync-instance.ts';

// The uploading thread: see sync-in-thread.ts.

const tell = (message: SyncMessage) => parentPort?.postMessage(message);
const stop = new AbortController();
// Whatever it is told means one thing.
parentPort?.once('message', () => stop.abort(new Error('interrupted')));
// Waiting for an interruption must not keep the thread alive.
parentPort?.unref();

const task = workerData as SyncTask;
try {
  const record = await syncInstance({
    ...task,
    graph: graphOf(task.dataDir),
    signal: stop.signal,
    onProgress: (progress) => tell({ kind: 'progress', progress }),
    onWait: (holder) => tell({ kind: 'wait', holder }),
  });
  tell({ kind: 'record', record });
} catch (error) {
  tell({ kind: 'error', error: reportError(error) });
}
