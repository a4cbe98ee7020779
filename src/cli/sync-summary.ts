import type { SyncRecord } from '../app/sync/index.ts';
import { count, duration, plural } from '../app/units.ts';

const STATUS_WORDS: Readonly<Record<SyncRecord['status'], string>> = {
  planned: 'Nothing was sent',
  finished: 'Uploaded: JupiterOne has what the graph holds',
  finalizing: 'Uploaded: JupiterOne has everything and still works on it',
  failed: 'Failed: JupiterOne is as it was before',
  cancelled: 'Cancelled: JupiterOne is as it was before',
};

const REASONS: Readonly<Record<SyncRecord['partialTypes'][number]['reason'], string>> = {
  'never-completely-read': 'Never completely read',
  disabled: 'Switched off',
  'not-licensed': 'Not licensed or not permitted',
};

/** What an upload did, for people: numbers, what is not removed and why, what went wrong. */
export function syncSummary(record: SyncRecord): string {
  const { uploaded, effort, graph } = record;
  const took = Date.parse(record.endedAt) - Date.parse(record.startedAt);
  const job =
    record.job === undefined
      ? ''
      : ` Job ${record.job}${record.isResumed ? ', gone on with' : ''}.`;
  const parts = [
    `${STATUS_WORDS[record.status]}.${job} Graph of ${graph.at}, run ${graph.runId}, ${duration(took)}.`,
  ];
  if (record.status === 'planned')
    parts.push(numbers(record.planned.entities, record.planned.relationships));
  else {
    const again = uploaded.resumed === 0 ? '' : `, ${count(uploaded.resumed)} of them before`;
    parts.push(
      `${plural(uploaded.entities, 'entity', 'entities')} and ${plural(uploaded.relationships, 'relationship')}${again}, in ${plural(effort.requests, 'request')}, ${plural(effort.retries, 'retry', 'retries')}, waited ${duration(effort.waitedMs)}.`,
    );
  }
  const counters = Object.entries(record.counters).map(
    ([name, number]) => `${words(name)} ${count(number)}`,
  );
  if (counters.length > 0) parts.push(`JupiterOne says: ${counters.join(', ')}.`);
  for (const [reason, alike] of Map.groupBy(record.partialTypes, (each) => each.reason)) {
    const types = alike.map(({ type }) => type).join(', ');
    parts.push(`${REASONS[reason]}, so that nothing of it is removed: ${types}.`);
  }
  if (record.warnings.length > 0) {
    const lines = record.warnings.map((warning) => `  ${warning}`);
    parts.push(`${plural(lines.length, 'warning')}:\n${lines.join('\n')}`);
  }
  if (record.failure) {
    const { code, message, whatToDo } = record.failure;
    parts.push(`Error ${code}: ${message}\n  What to do: ${whatToDo}`);
  }
  return `${parts.join('\n\n')}\n`;
}

function numbers(...groups: readonly Readonly<Record<string, number>>[]): string {
  const rows = groups.flatMap((group) => Object.entries(group));
  const width = Math.max(0, ...rows.map(([type]) => type.length));
  return rows.map(([type, number]) => `  ${type.padEnd(width)}  ${count(number)}`).join('\n');
}

/** `numEntitiesCreated` as `entities created`. */
function words(counter: string): string {
  return counter
    .replace(/^num/, '')
    .replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital}`)
    .toLowerCase();
}
