import type { CollectProgress, CollectReport, Config } from '../../integration/index.ts';
import type { RunHeader } from '../../spool/index.ts';
import type { ReportedError } from '../reported-error.ts';

/** What the collecting thread is to do. */
export interface CollectTask {
  readonly config: Config;
  readonly instance: { readonly id: string; readonly name: string };
  /** Folder for the pages of the run; it must not exist yet. */
  readonly pagesDir: string;
  readonly header: RunHeader;
  /** Folder for raw pages; none when absent. */
  readonly captureDir?: string | undefined;
}

/** What the collecting thread says. `report` or `error` is the last word. */
export type CollectMessage =
  | { readonly kind: 'progress'; readonly progress: CollectProgress }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'report'; readonly report: CollectReport }
  | { readonly kind: 'error'; readonly error: ReportedError };

/** The only word to the collecting thread. */
export const ABORT = 'abort';
