import { readdir } from 'node:fs/promises';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';
import { type RunRecord, readRunRecord } from './run-record.ts';
import { runFolder } from './with-graph.ts';

/** Id of a run: when it began, to the second, and three random bytes. Ids sort by time. */
export const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Some of the runs that have ended, newest first. */
export interface RunRecordPage {
  readonly records: readonly RunRecord[];
  /** Runs among them that have a record which cannot be read. */
  readonly unreadable: readonly string[];
  /** Asks for the next page; absent on the last one. */
  readonly next?: string;
}

/**
 * The records of a data folder, newest first. Runs that are under way, or were cut off, have none yet.
 *
 * @param before only runs that began before the one with this id
 */
export async function listRunRecords(
  dir: DataDir,
  limit: number,
  before?: string,
): Promise<RunRecordPage> {
  const ids = (await namesIn(dir.runsDir))
    .filter((name) => RUN_ID.test(name) && (before === undefined || name < before))
    .sort()
    .reverse();
  const records: RunRecord[] = [];
  const unreadable: string[] = [];
  let last: string | undefined;
  for (const id of ids) {
    if (records.length + unreadable.length === limit) {
      return { records, unreadable, ...(last !== undefined && { next: last }) };
    }
    last = id;
    try {
      const record = await readRunRecord(runFolder(dir, id));
      if (record !== undefined) records.push(record);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      unreadable.push(id);
    }
  }
  return { records, unreadable };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    // Nothing was collected yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
}
