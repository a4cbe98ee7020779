import type { Effort, EndpointName } from '../../qualys/index.ts';
import type { RunMode } from './run-mode.ts';

/**
 * How a run ended. `partial`: pages are missing, and every one of them is named; or records were
 * unusable, and a warning says which.
 */
export type RunStatus = 'complete' | 'partial' | 'failed' | 'cancelled';

/** A page that could not be read. */
export interface FailedPage {
  /** What it would have held, `100001-100250.open`. */
  readonly scope: string;
  /** Stable code of the error, `Q_…`. */
  readonly code: string;
  /** Qualys' own code, where it sent one. */
  readonly qualysCode?: string;
  /** What happened, Qualys' own sentence included. */
  readonly message: string;
  readonly whatToDo: string;
  /** What was spent on it; absent when nothing was asked for. */
  readonly effort?: Effort;
}

/** What a run asked of one endpoint and what came. */
export interface EndpointReport {
  readonly name: EndpointName;
  /** Version that was called; absent when nothing was sent. */
  readonly version?: string;
  /** HTTP requests, retries included. */
  readonly requests: number;
  readonly retries: number;
  /** Time spent waiting for limits and between attempts, milliseconds. */
  readonly waitedMs: number;
  /** Pages that are stored. */
  readonly pages: number;
  readonly failedPages: readonly FailedPage[];
  /** Objects that were asked for or announced; absent where Qualys leaves out what is clean. */
  readonly expected?: number;
  /** Objects that came. */
  readonly received: number;
}

/** Something about the run that a person should know. */
export interface RunWarning {
  /** Kind, in kebab-case: `hosts-not-answered`, `unknown-elements`, `skipped` … */
  readonly kind: string;
  readonly endpoint?: EndpointName;
  readonly message: string;
  /** How many objects it concerns. */
  readonly count?: number;
}

/** Why a run ended before its end. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
  readonly exitCode: 1 | 2 | 3;
}

/** What a run collected, and what it did not. */
export interface CollectReport {
  readonly mode: RunMode;
  /** Pages that an earlier part of the run had stored; 0 unless it was resumed. */
  readonly resumedPages: number;
  readonly status: RunStatus;
  /** Epoch milliseconds, by our clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly endpoints: readonly EndpointReport[];
  readonly warnings: readonly RunWarning[];
  /** Entity types that this run covered completely: what of them is not in the run has gone. */
  readonly completeTypes: readonly string[];
  /** What the next run has to know; to be stored with what this one changes. Absent after a failure. */
  readonly state?: string;
  /** Stable identity of the subscription: its uuid, else `<api host>/<login>`. */
  readonly subscription: string;
  /** Time of the server that the windows of the run refer to; epoch milliseconds. */
  readonly serverTime: number;
  /** Present when the run stopped before its end. */
  readonly failure?: RunFailure;
}
