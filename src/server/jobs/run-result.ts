import type { RunRecord } from '../../app/run-record.ts';
import type { RunResult, RunSummary } from '../api/runs.ts';
import { runLedger } from './run-ledger.ts';

/** Pages that a run misses. */
export function missingIn({ endpoints }: RunRecord): number {
  return endpoints.reduce((sum, { failedPages }) => sum + failedPages.length, 0);
}

/** Whether removals wait for somebody to accept them: those that were held, and those that an empty list would mean. */
export function isHeld({ held, endpoints }: RunRecord): boolean {
  const isEmpty = ({ failedPages }: RunRecord['endpoints'][number]) =>
    failedPages.some(({ code }) => code === 'I_LIST_EMPTY');
  return held !== undefined || endpoints.some(isEmpty);
}

/** What a run changed; null when it was not applied. */
export function changesIn({ status, entities }: RunRecord): RunSummary['changes'] {
  if (status !== 'complete' && status !== 'partial') return null;
  const counts = Object.values(entities);
  const sum = (key: 'created' | 'updated' | 'deleted') =>
    counts.reduce((total, each) => total + each[key], 0);
  return { new: sum('created'), changed: sum('updated'), gone: sum('deleted') };
}

/**
 * What a run did, for people.
 *
 * @param earlier records of the instance before this run, newest first
 */
export function runResult(record: RunRecord, earlier: readonly RunRecord[]): RunResult {
  const { held, failure } = record;
  return {
    entities: { ...record.entities },
    relationships: { ...record.relationships },
    closed: { ...record.closed },
    reopened: record.reopened ?? 0,
    merged: record.merged,
    resumedPages: record.resumedPages,
    ledger: [...runLedger(record, earlier)],
    held: held ? { reason: held.reason, removals: { ...held.removals } } : null,
    warnings: record.warnings.map(({ kind, message, endpoint = null }) => ({
      kind,
      message,
      endpoint,
    })),
    failure: failure
      ? { code: failure.code, message: failure.message, whatToDo: failure.whatToDo }
      : null,
  };
}
