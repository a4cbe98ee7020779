import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CollectProgress, CollectReport } from '../../integration/index.ts';
import { AppError } from '../errors.ts';
import { ForeignError } from '../reported-error.ts';
import {
  ABORT,
  type CollectMessage,
  type CollectTask,
  type CollectWord,
  STOP,
  STOP_PATIENCE_MS,
} from './messages.ts';

/**
 * Memory of the collecting process, MB: several pages in work and the young objects of parsing. Far
 * above what a run needs, so that only a mistake or a monstrous record meets it.
 */
const OLD_GENERATION_MB = 256;
const SEMI_SPACE_MB = 8;

/** Who listens to a collection. */
export interface CollectListener {
  /** Ends the collection: the pages in work may end, no further one begins. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CollectProgress) => void;
  readonly onNote: (note: string) => void;
}

/**
 * Collects in a process of its own, and waits for the end of that process: what parsing left in memory
 * is gone before the graph, which wants memory too, is opened (design 8). A thread does not do: V8 keeps the
 * pages of its heap for the next thread, for eight seconds. The process also keeps the display alive while
 * pages are parsed.
 *
 * @throws {ForeignError} with the code of the error in the process; {AppError} A_COLLECTOR_DIED
 */
export async function collectInProcess(
  task: CollectTask,
  listener: CollectListener,
): Promise<CollectReport> {
  const collector = start();
  const say = (word: CollectWord) => {
    // A process that has ended, or is about to, does not listen any more; how it ended is told by `lastWord`.
    if (collector.connected) collector.send(word, () => undefined);
  };
  const end = lastWord(collector, listener);
  say(task);
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    say(STOP);
    patience = setTimeout(() => say(ABORT), STOP_PATIENCE_MS);
  };
  if (listener.signal.aborted) stop();
  listener.signal.addEventListener('abort', stop, { once: true });
  try {
    return await end;
  } finally {
    clearTimeout(patience);
    listener.signal.removeEventListener('abort', stop);
  }
}

function start(): ChildProcess {
  // The file has the ending of this one: .ts in a checkout, .js when built.
  const script = new URL(`./process${import.meta.url.slice(-3)}`, import.meta.url);
  const compiled = getCompileCacheDir();
  return fork(fileURLToPath(script), {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [
      `--max-old-space-size=${OLD_GENERATION_MB}`,
      `--max-semi-space-size=${SEMI_SPACE_MB}`,
    ],
    env: { ...process.env, ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }) },
  });
}

/** The report of the process, once the process has ended. */
function lastWord(collector: ChildProcess, listener: CollectListener): Promise<CollectReport> {
  return new Promise((resolve, reject) => {
    let report: CollectReport | undefined;
    let failure: Error | undefined;
    collector.on('message', (message: CollectMessage) => {
      if (message.kind === 'progress') listener.onProgress(message.progress);
      else if (message.kind === 'note') listener.onNote(message.note);
      else if (message.kind === 'report') report = message.report;
      else failure = new ForeignError(message.error);
    });
    // It could not be started at all: then there is no end of it either.
    collector.on('error', (error) => {
      reject(new AppError('A_COLLECTOR_DIED', { reason: error.message }, { cause: error }));
    });
    collector.on('close', (code, signal) => {
      const reason =
        signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
      if (report !== undefined) resolve(report);
      else reject(failure ?? new AppError('A_COLLECTOR_DIED', { reason }));
    });
  });
}
