import Table from 'cli-table3';
import { missingPages } from '../app/missing-pages.ts';
import type { RunRecord } from '../app/run-record.ts';
import { count, duration, plural } from '../app/units.ts';

const PLAIN_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const result = new Table({
    head: [...head],
    chars: PLAIN_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
  });
  result.push(...rows.map((row) => [...row]));
  return result
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

const STATUS_WORDS: Readonly<Record<RunRecord['status'], string>> = {
  complete: 'Complete',
  partial: 'Partial: something is missing or held, see below',
  failed: 'Failed: the graph is as it was before',
  cancelled: 'Cancelled: the graph is as it was before',
};

const MODE_WORDS: Readonly<Record<RunRecord['mode'], string>> = {
  full: 'Full',
  incremental: 'Incremental',
};

/** Headers of the columns that {@link countRows} fills. */
const CHANGES = ['seen', 'new', 'changed', 'refreshed', 'gone'];

function countRows(counts: RunRecord['entities']): string[][] {
  return Object.entries(counts).map(([type, { seen, created, updated, deleted, refreshed }]) => [
    type,
    count(seen),
    count(created),
    count(updated),
    count(refreshed),
    count(deleted),
  ]);
}

/** Scopes that are named where many pages are missing for one reason; the record has them all. */
const SCOPES_NAMED = 8;

/** What is missing and why. */
function missingLines(record: RunRecord): string | undefined {
  const reasons = missingPages(record);
  if (reasons.length === 0) return undefined;
  const lines = reasons.map(({ endpoint, scopes, code, message, whatToDo }) => {
    const more = scopes.length - SCOPES_NAMED;
    const named = scopes.slice(0, SCOPES_NAMED).join(', ');
    const where = `${named}${more > 0 ? ` and ${count(more)} more` : ''}`;
    return `  ${endpoint} ${where}: ${code} ${message}\n    What to do: ${whatToDo}`;
  });
  const all = reasons.reduce((sum, { scopes }) => sum + scopes.length, 0);
  return `${plural(all, 'page')} missing:\n${lines.join('\n')}`;
}

/** The closing table of a run: what came, what changed, what is missing, how long it took. */
export function runSummary(record: RunRecord): string {
  const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
  const resumed =
    record.resumedPages === 0
      ? ''
      : `, resumed with ${plural(record.resumedPages, 'page')} stored before`;
  const parts = [
    `${STATUS_WORDS[record.status]}. ${MODE_WORDS[record.mode]} run ${record.runId}, ${duration(took)}${resumed}.`,
  ];
  const entities = countRows(record.entities);
  if (entities.length > 0) parts.push(table(['Entities', ...CHANGES], entities));
  const relationships = countRows(record.relationships).toSorted();
  if (relationships.length > 0)
    parts.push(table(['Relationships (stored)', ...CHANGES], relationships));
  const endpoints = record.endpoints.map((endpoint) => [
    endpoint.version === undefined ? endpoint.name : `${endpoint.name} ${endpoint.version}`,
    count(endpoint.pages),
    count(endpoint.failedPages.length),
    count(endpoint.received),
    count(endpoint.requests),
    count(endpoint.retries),
    duration(endpoint.waitedMs),
  ]);
  if (endpoints.length > 0)
    parts.push(
      table(
        ['Endpoint', 'pages', 'missing', 'records', 'requests', 'retries', 'waited'],
        endpoints,
      ),
    );
  const closed = Object.entries(record.closed);
  if (closed.length > 0) {
    const reasons = closed.map(([reason, number]) => `${count(number)} ${reason}`).join(', ');
    parts.push(`Findings that ended: ${reasons}. Only "fixed" means remediated.`);
  }
  if (record.reopened) parts.push(`Findings that are open again: ${count(record.reopened)}.`);
  if (record.held !== undefined) {
    parts.push(
      `Removals are held: ${record.held.reason}\n  What to do: see whether that is right, then run "graph-qualys collect --accept-deletions ${record.runId}".`,
    );
  }
  const missing = missingLines(record);
  if (missing !== undefined) parts.push(missing);
  if (record.warnings.length > 0) {
    const lines = record.warnings.map((warning) => `  ${warning.message}`);
    parts.push(`${plural(lines.length, 'warning')}:\n${lines.join('\n')}`);
  }
  if (record.failure) {
    parts.push(
      `Error ${record.failure.code}: ${record.failure.message}\n  What to do: ${record.failure.whatToDo}`,
    );
  }
  return `${parts.join('\n\n')}\n`;
}
