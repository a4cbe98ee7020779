import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunCoverage } from '../destinations/jupiterone/index.ts';
import type { ApplyCounts, HeldRemovals } from '../graph/index.ts';
import type {
  EndpointReport,
  RunFailure,
  RunMode,
  RunStatus,
  RunWarning,
} from '../integration/index.ts';
import { AppError, systemReason } from './errors.ts';

/**
 * What a run did, as `collect --json` prints it and `runs/<run id>/record.json` keeps it (design 5).
 * Times are ISO 8601 in UTC.
 */
export interface RunRecord {
  readonly runId: string;
  readonly instance: string;
  readonly mode: RunMode;
  /** Pages that an earlier part of the run had stored; 0 unless it was resumed. */
  readonly resumedPages: number;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Time of the Qualys server that the windows of the run refer to; absent when it never answered. */
  readonly serverTime?: string;
  readonly subscription?: string;
  readonly endpoints: readonly EndpointReport[];
  /** By entity type; empty when nothing was applied. */
  readonly entities: Readonly<Record<string, ApplyCounts>>;
  /** By relationship type, stored relationships only; empty when nothing was applied. */
  readonly relationships: Readonly<Record<string, ApplyCounts>>;
  /** Entity types that were read completely: only these could lose entities. */
  readonly completeTypes: readonly string[];
  /** What the graph holds all of after the run, by entity type; empty after a run that was not applied. */
  readonly coverage: RunCoverage;
  /** Findings that were closed or ended, by `closedReason`; only `fixed` means remediated. */
  readonly closed: Readonly<Record<string, number>>;
  /** Findings that were closed, or had ended, and are open again; absent in records of earlier versions. */
  readonly reopened?: number;
  /** Hosts that took over the place of one that vanished. */
  readonly merged: number;
  /** Present when removals were held: they wait for `collect --accept-deletions`. */
  readonly held?: HeldRemovals;
  readonly warnings: readonly RunWarning[];
  /** Why the run ended before its end. */
  readonly failure?: RunFailure;
}

/** Exit code of a run by its status (design 5). */
export function runExitCode(record: RunRecord): 0 | 1 | 2 | 3 {
  switch (record.status) {
    case 'complete':
      return 0;
    case 'partial':
      return 3;
    case 'cancelled':
      return 1;
    case 'failed':
      return record.failure?.exitCode ?? 1;
  }
}

/** The record of a run that broke off in a way that left no report: its pages are there, and nothing was applied. */
export function brokenRunRecord(
  run: Pick<RunRecord, 'runId' | 'instance' | 'mode' | 'startedAt'>,
  failure: RunFailure,
  endedAt: number,
): RunRecord {
  return {
    ...run,
    resumedPages: 0,
    status: 'failed',
    endedAt: new Date(endedAt).toISOString(),
    endpoints: [],
    entities: {},
    relationships: {},
    completeTypes: [],
    coverage: {},
    closed: {},
    merged: 0,
    warnings: [],
    failure,
  };
}

/** Kind of the warning that a record stands in no file. */
const NOT_KEPT = 'record-not-kept';

/** Writes the record into the run's folder, whole or not at all. */
export async function writeRunRecord(runDir: string, record: RunRecord): Promise<void> {
  await mkdir(runDir, { recursive: true });
  const temporary = join(runDir, 'record.json.tmp');
  await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`);
  await rename(temporary, join(runDir, 'record.json'));
}

/**
 * The same for a run that is over, however: what it did is told even if the disk is full.
 *
 * @returns the record, with a warning more if it could not be written
 */
export async function keepRunRecord(runDir: string, record: RunRecord): Promise<RunRecord> {
  try {
    await writeRunRecord(runDir, record);
    return record;
  } catch (error) {
    const message = `This record could not be written into ${runDir} (${systemReason(error)}): it stands nowhere but here. Make room there before the next run.`;
    return { ...record, warnings: [...record.warnings, { kind: NOT_KEPT, message }] };
  }
}

/** Whether a record stands in no file. */
export function isUnkept({ warnings }: RunRecord): boolean {
  return warnings.some(({ kind }) => kind === NOT_KEPT);
}

/**
 * Reads a record that {@link writeRunRecord} wrote; undefined where there is none, or not yet.
 *
 * @throws {AppError} A_FILE_UNREADABLE
 */
export async function readRunRecord(runDir: string): Promise<RunRecord | undefined> {
  const path = join(runDir, 'record.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunRecord;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new AppError(
      'A_FILE_UNREADABLE',
      { path, reason: systemReason(error) },
      { cause: error },
    );
  }
}

/** The same for whoever can do without: a record that is damaged says as little as one that is gone. */
export async function readableRunRecord(runDir: string): Promise<RunRecord | undefined> {
  try {
    return await readRunRecord(runDir);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
