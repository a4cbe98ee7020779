import { text } from 'node:stream/consumers';
import { isDiskFull } from '../app/disk-full.ts';
import { AppError, systemReason } from '../app/errors.ts';
import { askTerminal } from './asker.ts';
import { renderError } from './render-error.ts';

/** Where a command reads its settings and writes its answers; tests give their own. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder whose `.env` is read. */
  readonly cwd: string;
  /** Answers. Resolves when the text was taken, so that a slow pipe slows the query down. */
  out(text: string): Promise<void>;
  /** Everything that comes in on stdin. */
  input(): Promise<string>;
  /** Asks the person at the terminal; absent where there is none to ask. */
  readonly ask?: (question: string) => Promise<string>;
  /** Logs, progress, errors. */
  err(text: string): void;
  /** True when a person watches stderr: progress bars then, plain lines otherwise. */
  readonly isTerminal: boolean;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
}

/** The io of this process. SIGINT and SIGTERM cancel; a second one ends at once. */
export function processIo(): CommandIo {
  const controller = new AbortController();
  const cancel = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  // The reader of a pipe may go away (`… | head`): that ends the command, it is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    const told = new AppError('A_OUTPUT_NOT_WRITABLE', { reason: systemReason(error) });
    process.stderr.write(renderError(told));
    process.exit(told.exitCode);
  });
  // Whoever read the log may go away too, and its disk may be full: the work goes on.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && !isDiskFull(error)) throw error;
  });
  return {
    env: process.env,
    cwd: process.cwd(),
    out: (answer) =>
      new Promise((resolve) => {
        if (process.stdout.write(answer)) resolve();
        else process.stdout.once('drain', resolve);
      }),
    input: () => text(process.stdin),
    ...(process.stdin.isTTY === true &&
      process.stderr.isTTY === true && {
        ask: (question: string) => askTerminal(question, controller.signal),
      }),
    err: (line) => {
      process.stderr.write(line);
    },
    isTerminal: process.stderr.isTTY === true,
    signal: controller.signal,
  };
}
