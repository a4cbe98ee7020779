/** Use cases of the upload to JupiterOne. */
export {
  type CollectAndSyncRecord,
  collectAndSync,
  collectAndSyncExitCode,
} from './collect-and-sync.ts';
export { syncInThread } from './sync-in-thread.ts';
export { type SyncInstanceInput, syncInstance } from './sync-instance.ts';
export { documentedSyncOptions, readSyncConfig, readUploadChoices } from './sync-options.ts';
export { type SyncRecord, syncExitCode } from './sync-record.ts';
