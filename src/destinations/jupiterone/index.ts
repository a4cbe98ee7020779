/** The graph of an instance goes to JupiterOne as synchronisation jobs. */
export { type ClientEvent, type ClientOptions, type Effort, SyncClient } from './client.ts';
export type { Clock } from './clock.ts';
export { SYNC_ERRORS, SyncError, type SyncErrorCode, type SyncErrorEntry } from './errors.ts';
export {
  type PartialType,
  partialTypes,
  type RunCoverage,
  type TypeCoverage,
} from './partial-types.ts';
export {
  DEFAULT_SYNC_SETTINGS,
  type Planned,
  planSync,
  type SyncInput,
  type SyncPlan,
  type SyncSettings,
  sync,
} from './sync.ts';
export type {
  SyncFailure,
  SyncProgress,
  SyncReport,
  SyncStatus,
  Uploaded,
} from './sync-report.ts';
export type { SyncMode, SyncSource } from './wire.ts';
