import { type CollectInput, collectRun } from '../collect.ts';
import { type RunRecord, runExitCode } from '../run-record.ts';
import { type SyncListener, syncInThread } from './sync-in-thread.ts';
import { readSyncConfig } from './sync-options.ts';
import { type SyncRecord, syncExitCode } from './sync-record.ts';

/** What `run` did. */
export interface CollectAndSyncRecord {
  readonly collect: RunRecord;
  /** Absent when the collection failed or was cancelled: then there is nothing new to upload. */
  readonly sync?: SyncRecord;
}

/**
 * Collects, and uploads what the graph then holds. After a partial run as well: the graph keeps what it knows of
 * what is missing. The settings of both are checked before Qualys is asked for anything.
 *
 * @param onCollected told what became of the collection, before the upload begins
 * @throws as {@link collectRun} and {@link syncInThread} do
 */
export async function collectAndSync(
  collecting: CollectInput,
  uploading: Omit<SyncListener, 'signal'>,
  onCollected: (record: RunRecord) => void,
): Promise<CollectAndSyncRecord> {
  readSyncConfig(collecting.env);
  const collect = await collectRun(collecting);
  onCollected(collect);
  if (collect.status !== 'complete' && collect.status !== 'partial') return { collect };
  const { env, dataDir, instance, signal } = collecting;
  const task = { env, dataDir, instance, mode: 'DIFF' as const };
  return { collect, sync: await syncInThread(task, { ...uploading, signal }) };
}

/** Exit code of both: failed counts most, then configuration, then partial. */
export function collectAndSyncExitCode({ collect, sync }: CollectAndSyncRecord): 0 | 1 | 2 | 3 {
  const codes = [runExitCode(collect), ...(sync === undefined ? [] : [syncExitCode(sync)])];
  const worst = ([1, 2, 3] as const).find((code) => codes.includes(code));
  return worst ?? 0;
}
