import type {
  CollectProgress,
  CollectReport,
  Config,
  KnownInstance,
  RunMode,
} from '../../integration/index.ts';
import type { RunHeader } from '../../spool/index.ts';
import type { Login } from '../login.ts';
import type { ReportedError } from '../reported-error.ts';

/** What the collecting process is to do. */
export interface CollectTask {
  readonly config: Config;
  readonly login: Login;
  readonly instance: { readonly id: string; readonly name: string };
  /** Folder for the pages of the run. */
  readonly pagesDir: string;
  readonly header: RunHeader;
  /** The folder holds pages of an earlier part of the run. */
  readonly isResumed: boolean;
  readonly mode: RunMode;
  /** What the graph knows of the instance. */
  readonly known: KnownInstance;
  /** Start of a window besides the configured ones; epoch milliseconds. */
  readonly changedSince?: number | undefined;
  /** Folder for raw pages; none when absent. */
  readonly captureDir?: string | undefined;
}

/** What the collecting process says. `report` or `error` is the last word. */
export type CollectMessage =
  | { readonly kind: 'progress'; readonly progress: CollectProgress }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'report'; readonly report: CollectReport }
  | { readonly kind: 'error'; readonly error: ReportedError };

/** Word to the collecting process: begin no further page. */
export const STOP = 'stop';

/** Word to the collecting process: give up the pages in work too. */
export const ABORT = 'abort';

/** What the collecting process is told: its task, once, then perhaps to end. */
export type CollectWord = CollectTask | typeof STOP | typeof ABORT;

/** How long the pages in work get to end after {@link STOP}, milliseconds. */
export const STOP_PATIENCE_MS = 60_000;
