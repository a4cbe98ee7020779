import { type LiveRun, NEW_RUN } from '../../app/run-progress/index.ts';
import type { RunRecord } from '../../app/run-record.ts';
import type { RunTrigger } from '../api/runs.ts';
import type { RunLog } from './run-log.ts';
import type { RunInstance } from './run-source.ts';

/** What begins a run. */
export interface RunCause {
  readonly trigger: RunTrigger;
  /** Name of the person; null when it was none. */
  readonly startedBy: string | null;
  /** How often the run went on by itself after the server was gone. */
  readonly restarts: number;
}

/** A run of this server, once it has begun. */
export interface BegunRun {
  readonly runId: string;
  readonly mode: RunRecord['mode'];
  readonly isResumed: boolean;
  /** When its first part began; epoch milliseconds. */
  readonly startedAt: number;
  readonly log: RunLog;
}

/** A run of this server that is under way, or about to begin. */
export class Job {
  readonly instance: RunInstance;
  readonly cause: RunCause;
  /** When this part of the run began; epoch milliseconds. */
  readonly begunAt: number;
  readonly #abort = new AbortController();
  /** Absent as long as it waits for its begin. */
  begun: BegunRun | undefined;
  live: LiveRun = NEW_RUN;
  stoppedBy: 'user' | 'server' | undefined;
  /** Settles when what has to be known of it after a crash is written. */
  kept: Promise<void> = Promise.resolve();

  constructor(instance: RunInstance, cause: RunCause, begunAt: number) {
    this.instance = instance;
    this.cause = cause;
    this.begunAt = begunAt;
  }

  /** Ends it: the pages in work may end. */
  stop(by: 'user' | 'server'): void {
    this.stoppedBy ??= by;
    this.#abort.abort(new Error('cancelled'));
  }

  /** Aborts when it is stopped. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }
}
