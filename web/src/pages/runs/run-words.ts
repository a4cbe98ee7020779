import type { RunState } from '../../../../src/server/api/events.ts';
import type { RunSummary } from '../../../../src/server/api/runs.ts';

/** How a run stands, in words. */
export const STATE_WORDS: Readonly<Record<RunState, string>> = {
  running: 'Running',
  stopping: 'Stopping',
  complete: 'Complete',
  partial: 'Partial',
  failed: 'Failed',
  cancelled: 'Cancelled',
  'cut-off': 'Cut off',
};

/** What that means for the data, in a sentence. */
export const STATE_MEANING: Readonly<Record<RunState, string>> = {
  running: 'The graph changes when everything is collected, all at once.',
  stopping: 'The pages in work are read to their end. The graph stays as it was.',
  complete: 'Everything that was asked for was read.',
  partial:
    'What was read is in the graph. Nothing was closed or removed where something is missing.',
  failed: 'The graph is as it was before the run.',
  cancelled: 'The graph is as it was before the run.',
  'cut-off':
    'The server, or the command, ended in mid-run. The graph is as it was; the pages that were read are kept.',
};

/** How often what a run under way waits for, and since when it is, is told anew; milliseconds. */
export const SECOND_MS = 1000;

/** Whether a run is still at work. */
export function isUnderWay({ state }: Pick<RunSummary, 'state'>): boolean {
  return state === 'running' || state === 'stopping';
}

/** Who or what began a run. */
export function causeWords({
  trigger,
  startedBy,
}: Pick<RunSummary, 'trigger' | 'startedBy'>): string {
  switch (trigger) {
    case 'manual':
      return startedBy === null ? 'by hand' : `by ${startedBy}`;
    case 'schedule':
      return 'by the schedule';
    case 'restart':
      return 'by the restart of the server, in mid-run';
    case null:
      return 'from the command line';
  }
}

/** `1 page`, `2 pages`. */
export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? noun : nouns}`;
}

/** `09:14` of today, `Nov 24, 09:14` of other days; in the time of the browser. */
export function clockTime(at: number, now: number, hasSeconds = false): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString('en', {
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds && { second: '2-digit' }),
    hourCycle: 'h23',
  });
}
