import { rename, writeFile } from 'node:fs/promises';
import type { SyncReport } from '../../destinations/jupiterone/index.ts';

/**
 * What an upload did, as `sync --json` prints it and the data folder keeps the last one of each instance. Times
 * are ISO 8601 in UTC.
 */
export interface SyncRecord extends Omit<SyncReport, 'startedAt' | 'endedAt' | 'graph' | 'status'> {
  /** `planned` when only the numbers were asked for. */
  readonly status: SyncReport['status'] | 'planned';
  /** Name of the instance here. */
  readonly instance: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** The graph that was uploaded: time of its last apply, and the last run of the instance. */
  readonly graph: { readonly at: string; readonly runId: string };
}

/** The record of a report. */
export function syncRecord(
  instance: string,
  report: Omit<SyncReport, 'status'> & Pick<SyncRecord, 'status'>,
  notes: readonly string[],
): SyncRecord {
  const { startedAt, endedAt, graph, warnings, ...rest } = report;
  return {
    instance,
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    graph: { at: new Date(graph.at).toISOString(), runId: graph.runId },
    warnings: [...notes, ...warnings],
  };
}

/** Exit code of an upload: 3 when JupiterOne could not work everything in, or has not done so yet. */
export function syncExitCode({ status, counters, failure }: SyncRecord): 0 | 1 | 2 | 3 {
  switch (status) {
    case 'planned':
      return 0;
    case 'finished':
      return Object.keys(counters).some((name) => name.endsWith('Errors')) ? 3 : 0;
    case 'finalizing':
      return 3;
    case 'cancelled':
      return 1;
    case 'failed':
      return failure?.exitCode ?? 1;
  }
}

/** Writes the record, whole or not at all. */
export async function writeSyncRecord(path: string, record: SyncRecord): Promise<void> {
  const temporary = `${path}.tmp`;
  await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, path);
}
