import type { CountsByType } from '../../graph/index.ts';
import type { PartialType } from './partial-types.ts';
import type { JobEvent } from './wire.ts';

/** Entries of the job log in JupiterOne, in sentences for whoever looks there and not here. */

/** What is about to be uploaded. */
export function startEvent(graph: {
  readonly runId: string;
  readonly at: number;
  readonly objects: number;
  readonly isResumed: boolean;
}): JobEvent {
  const { runId, at, objects, isResumed } = graph;
  const verb = isResumed ? 'Going on with' : 'Beginning';
  return {
    name: 'info',
    description: `${verb} the upload of ${objects} objects: the graph of Qualys as of ${new Date(at).toISOString()}, last run ${runId}.`,
  };
}

/** Numbers by type. */
export function statsEvent(what: string, counts: CountsByType): JobEvent {
  const list = Object.entries(counts).map(([type, count]) => `${type}: ${count}`);
  const numbers = list.length === 0 ? 'none' : list.join(', ');
  return { name: 'stats', description: `${what}: ${numbers}.` };
}

/** Why nothing of some types is removed; none where there are no such types. */
export function partialEvents(partial: readonly PartialType[]): readonly JobEvent[] {
  const of = (...reasons: PartialType['reason'][]) =>
    partial.filter(({ reason }) => reasons.includes(reason)).map(({ type }) => type);
  const incomplete = of('never-completely-read', 'disabled');
  const missing = of('not-licensed');
  const events: JobEvent[] = [];
  if (incomplete.length > 0) {
    events.push({
      name: 'warn_incomplete_data',
      description: `Not read completely so far, or switched off, so that nothing of them is removed: ${incomplete.join(', ')}.`,
    });
  }
  if (missing.length > 0) {
    events.push({
      name: 'warn_missing_permission',
      description: `Qualys does not give these to the account (module not licensed or not permitted), so that nothing of them is removed: ${missing.join(', ')}.`,
    });
  }
  return events;
}

/** What was uploaded, before the job does its work. */
export function resultEvents(uploaded: {
  readonly entities: number;
  readonly relationships: number;
}): readonly JobEvent[] {
  const { entities, relationships } = uploaded;
  return [
    { name: 'steps_finished', description: 'Everything was uploaded.' },
    {
      name: 'results',
      description: `Uploaded ${entities} entities and ${relationships} relationships. What the graph holds no more is removed now.`,
    },
  ];
}

/** Why an upload is thrown away. */
export function failureEvent(message: string): JobEvent {
  return { name: 'error_unexpected_error', description: message };
}
