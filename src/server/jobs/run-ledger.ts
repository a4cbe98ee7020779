import { ENDPOINT_WORDS } from '../../app/endpoint-words.ts';
import { missingPages } from '../../app/missing-pages.ts';
import type { RunRecord } from '../../app/run-record.ts';
import type { LedgerEntry } from '../api/runs.ts';

/** Scopes that are named where many pages are missing for one reason; `collect --json` has them all. */
const SCOPES_NAMED = 20;

/**
 * The completeness of a run, endpoint by endpoint: what is stored, what is missing, since when and why.
 *
 * @param earlier records of the instance before this run, newest first
 */
export function runLedger(
  record: RunRecord,
  earlier: readonly RunRecord[],
): readonly LedgerEntry[] {
  const missing = missingPages(record);
  return record.endpoints.map((report) => ({
    endpoint: report.name,
    name: ENDPOINT_WORDS[report.name],
    pages: report.pages,
    missing: report.failedPages.length,
    missingSince:
      report.failedPages.length === 0 ? null : missingSince(report.name, record, earlier),
    received: report.received,
    expected: report.expected ?? null,
    requests: report.requests,
    retries: report.retries,
    waitedMs: report.waitedMs,
    reasons: missing
      .filter(({ endpoint }) => endpoint === report.name)
      .map(({ code, message, whatToDo, scopes }) => ({
        code,
        message,
        whatToDo,
        pages: scopes.length,
        scopes: scopes.slice(0, SCOPES_NAMED),
      })),
  }));
}

/** End of the first of the runs in a row that miss pages of an endpoint; runs that were not applied say nothing. */
function missingSince(endpoint: string, record: RunRecord, earlier: readonly RunRecord[]): string {
  let since = record.endedAt;
  for (const { endpoints, status, endedAt } of earlier) {
    if (status !== 'complete' && status !== 'partial') continue;
    const report = endpoints.find(({ name }) => name === endpoint);
    if (report === undefined || report.failedPages.length === 0) return since;
    since = endedAt;
  }
  return since;
}
