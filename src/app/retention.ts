import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataDir } from './data-dir.ts';
import { isDiskFull } from './disk-full.ts';
import { AppError, systemReason } from './errors.ts';
import { readableRunRecord } from './run-record.ts';
import { RUN_ID } from './run-records.ts';
import { runFolder } from './with-graph.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** Days that something is kept; null for good. Shorter than a week nothing can be: a run that fails is to be compared with good ones. */
const DAYS = z.int().min(7).max(3_650).nullable();

/** How long things are kept. */
export const RETENTION = z.strictObject({
  runRecordDays: DAYS.describe(
    'Days that records of runs are kept; the last ones of each instance stay',
  ),
  historyDays: DAYS.describe('Days that the graph can be looked at as it was'),
});

/** A {@link RETENTION}. */
export type Retention = z.infer<typeof RETENTION>;

/** Everything for good. */
export const KEEP_ALL: Retention = { runRecordDays: null, historyDays: null };

/** Name of the file in the data folder. */
export const RETENTION_FILE = 'retention.json';
const DAY_MS = 86_400_000;
/** What a folder that is being removed is called: no run has such a name. */
const REMOVED = '.removed';

function failed(path: string, error: unknown): AppError {
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : systemReason(error);
  return new AppError('A_RETENTION', { path, reason }, { cause: error });
}

/** How long a data folder keeps things; everything for good without the file. @throws {AppError} A_RETENTION */
export async function readRetention(dir: DataDir): Promise<Retention> {
  const path = join(dir.path, RETENTION_FILE);
  try {
    return RETENTION.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return KEEP_ALL;
    throw failed(path, error);
  }
}

/** Changes it. @throws {AppError} A_RETENTION, A_DISK_FULL */
export async function writeRetention(dir: DataDir, retention: Retention): Promise<void> {
  const path = join(dir.path, RETENTION_FILE);
  try {
    await writeWholeFile(path, `${JSON.stringify(retention, null, 2)}\n`);
  } catch (error) {
    if (isDiskFull(error)) throw new AppError('A_DISK_FULL', { what: path }, { cause: error });
    throw failed(path, error);
  }
}

/** The time before which things go; undefined where they are kept for good. */
export function limitOf(days: number | null, now: number): number | undefined {
  return days === null ? undefined : now - days * DAY_MS;
}

/**
 * Removes the records of runs that ended before a time. Of each instance stay the last run, the last one that changed the
 * graph and the last complete one; runs without a record stay, as they may be gone on with.
 *
 * @returns how many were removed
 */
export async function removeRunRecords(dir: DataDir, before: number): Promise<number> {
  const names = await readdir(dir.runsDir);
  // Of a removal that was cut off.
  for (const name of names.filter((each) => each.endsWith(REMOVED))) {
    await rm(join(dir.runsDir, name), { recursive: true, force: true });
  }
  const kept = new Set<string>();
  let removed = 0;
  for (const id of names
    .filter((name) => RUN_ID.test(name))
    .toSorted()
    .toReversed()) {
    const record = await readableRunRecord(runFolder(dir, id));
    if (record === undefined) continue;
    const { instance, status, endedAt } = record;
    const isApplied = status === 'complete' || status === 'partial';
    const roles = [
      `last ${instance}`,
      ...(isApplied ? [`applied ${instance}`] : []),
      ...(status === 'complete' ? [`complete ${instance}`] : []),
    ].filter((role) => !kept.has(role));
    for (const role of roles) kept.add(role);
    if (roles.length > 0 || Date.parse(endedAt) >= before) continue;
    // Out of sight first: a folder without its record would look like a run that was cut off.
    const gone = `${runFolder(dir, id)}${REMOVED}`;
    await rename(runFolder(dir, id), gone);
    await rm(gone, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
