import { once } from 'node:events';
import { reportError } from '../reported-error.ts';
import {
  ABORT,
  type CollectMessage,
  type CollectTask,
  type CollectWord,
  STOP,
} from './messages.ts';
import { runCollection } from './run-collection.ts';
import { withPages } from './with-pages.ts';

// The collecting process: see collect-in-process.ts.

const stop = new AbortController();
const abort = new AbortController();

// Who started it says when it ends: these signals go to all processes of a terminal or a service at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
// Without whoever started it there is nobody to apply what it collects; the pages stay for the next run.
process.on('disconnect', () => process.exit());
process.on('message', (word: CollectWord) => {
  if (word === STOP) stop.abort(new Error('interrupted'));
  if (word === ABORT) abort.abort(new Error('interrupted'));
});

/** Resolves when whoever started this has been told, or is gone. */
function tell(message: CollectMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}

const [task] = (await once(process, 'message')) as [CollectTask];
try {
  const report = await withPages(task, () =>
    runCollection(task, {
      signal: abort.signal,
      stopSignal: stop.signal,
      onProgress: (progress) => void tell({ kind: 'progress', progress }),
      onNote: (note) => void tell({ kind: 'note', note }),
    }),
  );
  await tell({ kind: 'report', report });
} catch (error) {
  await tell({ kind: 'error', error: reportError(error) });
}
process.disconnect();
