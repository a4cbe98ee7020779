import { join } from 'node:path';
import type { DataDir } from '../data-dir.ts';

/** Folder in the data folder that has what is known of uploads. */
export const SYNC_FOLDER = 'syncs';

/** The journal of an upload that is under way or was cut off. */
export function journalFile({ path }: DataDir, instance: string): string {
  return join(path, SYNC_FOLDER, `${encodeURIComponent(instance)}.journal`);
}

/** The record of the last upload. */
export function syncRecordFile({ path }: DataDir, instance: string): string {
  return join(path, SYNC_FOLDER, `${encodeURIComponent(instance)}.json`);
}

/** Everything that is known of the uploads of an instance. */
export function syncFiles(dir: DataDir, instance: string): readonly string[] {
  return [journalFile(dir, instance), syncRecordFile(dir, instance)];
}
