import { readdir } from 'node:fs/promises';
import type { RunHeader } from '../spool/index.ts';
import { runHeader } from './abandoned-pages.ts';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';
import { type RunRecord, readRunRecord } from './run-record.ts';
import { runFolder } from './with-graph.ts';

/** Id of a run: when it began, to the second, and three random bytes. Ids sort by time. */
export const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** What a data folder has of a run. */
export type StoredRun =
  | { readonly kind: 'ended'; readonly runId: string; readonly record: RunRecord }
  /** It has pages and no record: it is under way, or was cut off. */
  | { readonly kind: 'open'; readonly runId: string; readonly header: RunHeader }
  /** It has a record that cannot be read. */
  | { readonly kind: 'unreadable'; readonly runId: string };

/**
 * The runs of a data folder, newest first, one after the other as they are asked for.
 *
 * @param before only runs that began before the one with this id
 */
export async function* storedRuns(dir: DataDir, before?: string): AsyncGenerator<StoredRun> {
  const ids = (await namesIn(dir.runsDir))
    .filter((name) => RUN_ID.test(name) && (before === undefined || name < before))
    .sort()
    .reverse();
  for (const runId of ids) {
    const run = await storedRun(dir, runId);
    if (run !== undefined) yield run;
  }
}

/** One run; undefined where there is none of this id, or it left nothing that tells of it. */
export async function storedRun(dir: DataDir, runId: string): Promise<StoredRun | undefined> {
  try {
    const record = await readRunRecord(runFolder(dir, runId));
    if (record !== undefined) return { kind: 'ended', runId, record };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'unreadable', runId };
  }
  const header = await runHeader(dir, runId);
  return header && { kind: 'open', runId, header };
}

/** Some of the runs that have ended, newest first. */
export interface RunRecordPage {
  readonly records: readonly RunRecord[];
  /** Runs among them that have a record which cannot be read. */
  readonly unreadable: readonly string[];
}

/** The records of the newest runs that have ended, newest first. */
export async function listRunRecords(dir: DataDir, limit: number): Promise<RunRecordPage> {
  const records: RunRecord[] = [];
  const unreadable: string[] = [];
  for await (const run of storedRuns(dir)) {
    if (records.length + unreadable.length === limit) break;
    if (run.kind === 'ended') records.push(run.record);
    if (run.kind === 'unreadable') unreadable.push(run.runId);
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
