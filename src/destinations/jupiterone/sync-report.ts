import type { CountsByType } from '../../graph/index.ts';
import type { Effort } from './client.ts';
import type { PartialType } from './partial-types.ts';
import type { SyncMode, SyncSource, UploadKind } from './wire.ts';

/**
 * How a synchronisation ended. `finalizing`: JupiterOne has everything and works on it, longer than was waited
 * for. After `failed` and `cancelled` JupiterOne is as it was.
 */
export type SyncStatus = 'finished' | 'finalizing' | 'failed' | 'cancelled';

/** Why a synchronisation ended before its end. */
export interface SyncFailure {
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
  readonly exitCode: 1 | 2 | 3;
}

/** What was uploaded. */
export interface Uploaded {
  readonly entities: number;
  readonly relationships: number;
  /** Requests with objects in them. */
  readonly batches: number;
  /** Of the bodies, before compression. */
  readonly bytes: number;
  /** Objects that the job had already: a process before this one uploaded them. */
  readonly resumed: number;
}

/** What a synchronisation did. Times are epoch milliseconds. */
export interface SyncReport {
  /** Absent when none was started. */
  readonly job?: string;
  readonly status: SyncStatus;
  readonly mode: SyncMode;
  readonly target: SyncSource;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether it went on with a job of a process before this one. */
  readonly isResumed: boolean;
  /** Of the graph that was uploaded. */
  readonly graph: { readonly seq: number; readonly at: number; readonly runId: string };
  /** What there was to upload, by type. */
  readonly planned: { readonly entities: CountsByType; readonly relationships: CountsByType };
  readonly uploaded: Uploaded;
  readonly effort: Effort;
  readonly partialTypes: readonly PartialType[];
  /** Counters of the job, as far as JupiterOne told them: `numEntitiesCreated` … */
  readonly counters: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly failure?: SyncFailure;
}

/** What a synchronisation tells while it works. */
export type SyncProgress =
  | {
      readonly kind: 'sync-planned';
      readonly entities: CountsByType;
      readonly relationships: CountsByType;
    }
  | { readonly kind: 'sync-started'; readonly job: string; readonly isResumed: boolean }
  | {
      readonly kind: 'uploaded';
      readonly what: UploadKind;
      readonly objects: number;
      readonly total: number;
    }
  | {
      readonly kind: 'sync-waiting';
      readonly call: string;
      readonly waitMs: number;
      readonly reason: string;
    }
  | { readonly kind: 'finalizing'; readonly job: string; readonly status: string };
