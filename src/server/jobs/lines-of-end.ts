import { missingPages } from '../../app/missing-pages.ts';
import type { RunRecord } from '../../app/run-record.ts';
import { count, duration, plural } from '../../app/units.ts';
import type { RunLogLine } from './run-log.ts';

/** What became of a run, in a sentence. */
const ENDS: Readonly<Record<RunRecord['status'], string>> = {
  complete: 'Complete',
  partial: 'Partial: something is missing or held',
  failed: 'Failed: nothing was removed',
  cancelled: 'Cancelled: the next run goes on with what there is',
};

/** Scopes that are named where many pages are missing for one reason. */
const SCOPES_NAMED = 5;

/** Warnings that are told one by one. */
const WARNINGS_NAMED = 50;

/** What the log of a run says at its end. */
export function linesOfEnd(record: RunRecord): readonly Omit<RunLogLine, 'at'>[] {
  const { warnings, held, failure, status } = record;
  const missing = missingPages(record).map(({ endpoint, scopes, code, message }) => {
    const named = scopes.slice(0, SCOPES_NAMED).join(', ');
    const more = scopes.length > SCOPES_NAMED ? ', …' : '';
    const pages = plural(scopes.length, 'page');
    const text = `${pages} of ${endpoint} missing (${named}${more}): ${code} ${message}`;
    return { level: 'error' as const, text };
  });
  const told = warnings.slice(0, WARNINGS_NAMED).map(({ message }) => message);
  const untold = warnings.length - told.length;
  const warned = untold > 0 ? [...told, `${plural(untold, 'more warning')}`] : told;
  const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
  const calls = record.endpoints.reduce((sum, { requests }) => sum + requests, 0);
  const end = `${ENDS[status]}. ${plural(calls, 'call')} to Qualys, ${duration(took)} since its begin.`;
  const wasGood = status === 'complete' || status === 'partial';
  return [
    ...missing,
    ...warned.map((text) => ({ level: 'warning' as const, text })),
    ...(held ? [{ level: 'warning' as const, text: `Removals are held: ${held.reason}` }] : []),
    ...(failure
      ? [
          {
            level: 'error' as const,
            text: `${failure.code}: ${failure.message} ${failure.whatToDo}`,
          },
        ]
      : []),
    ...(wasGood ? [{ level: 'info' as const, text: changesLine(record) }] : []),
    { level: status === 'failed' ? 'error' : 'info', text: end },
  ];
}

function changesLine({ entities, reopened = 0 }: RunRecord): string {
  const sum = (key: 'created' | 'updated' | 'deleted') =>
    count(Object.values(entities).reduce((total, counts) => total + counts[key], 0));
  return `Entities: ${sum('created')} new, ${sum('updated')} changed, ${sum('deleted')} gone. Findings open again: ${count(reopened)}.`;
}
