import { parentPort, workerData } from 'node:worker_threads';
import { collect } from '../../integration/index.ts';
import { createRunSpool } from '../../spool/index.ts';
import { qualysClient } from '../qualys-client.ts';
import { reportError } from '../reported-error.ts';
import { ABORT, type CollectMessage, type CollectTask } from './messages.ts';

// The collecting thread: see collect-in-thread.ts.

const tell = (message: CollectMessage) => parentPort?.postMessage(message);
const controller = new AbortController();
parentPort?.on('message', (message: unknown) => {
  if (message === ABORT) controller.abort(new Error('interrupted'));
});
// Waiting for an interruption must not keep the thread alive.
parentPort?.unref();

try {
  const task = workerData as CollectTask;
  const { signal } = controller;
  const client = await qualysClient(task.config, {
    captureDir: task.captureDir,
    signal,
    onProgress: (progress) => tell({ kind: 'progress', progress }),
    onNote: (note) => tell({ kind: 'note', note }),
  });
  try {
    const report = await collect({
      config: task.config,
      client,
      spool: await createRunSpool(task.pagesDir, task.header),
      instance: task.instance,
      clock: Date.now,
      signal,
      onProgress: (progress) => tell({ kind: 'progress', progress }),
    });
    tell({ kind: 'report', report });
  } finally {
    await client.close();
  }
} catch (error) {
  tell({ kind: 'error', error: reportError(error) });
}
