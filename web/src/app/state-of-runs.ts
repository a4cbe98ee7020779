import type { RunState } from '../../../src/server/api/events.ts';
import type { RunSummary } from '../../../src/server/api/runs.ts';

/** How bad it is. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad';

/** The state of the system in one line, and the run that explains it. */
export interface StateOfRuns {
  readonly tone: Tone;
  readonly words: string;
  /** ISO 8601; when it came to be so. */
  readonly at: string;
  readonly runId: string;
}

const TONES: Readonly<Record<RunState, Tone>> = {
  running: 'busy',
  stopping: 'busy',
  complete: 'good',
  partial: 'warn',
  cancelled: 'warn',
  'cut-off': 'bad',
  failed: 'bad',
};

const WORDS: Readonly<Record<RunState, string>> = {
  running: 'running since',
  stopping: 'being stopped, running since',
  complete: 'complete',
  partial: 'pages missing',
  cancelled: 'cancelled',
  'cut-off': 'cut off in mid-run',
  failed: 'failed',
};

const URGENCY: readonly Tone[] = ['bad', 'busy', 'warn', 'good'];

/**
 * What is worth saying of the newest runs: what is wrong with the last run of an integration, else what is running, else the
 * last complete one. Undefined when there was no run.
 *
 * @param runs newest first
 */
export function stateOfRuns(runs: readonly RunSummary[]): StateOfRuns | undefined {
  const last = new Map<string, RunSummary>();
  for (const run of runs) if (!last.has(run.instance)) last.set(run.instance, run);
  const states = [...last.values()].map((run): StateOfRuns => {
    const { state, instance, missingPages, isHeld } = run;
    const isWaiting = isHeld && state === 'complete';
    const count = state === 'partial' && missingPages > 0 ? `${missingPages} ` : '';
    return {
      tone: isWaiting ? 'warn' : TONES[state],
      words: `${instance}: ${count}${isWaiting ? 'removals wait for you' : WORDS[state]}`,
      at: run.endedAt ?? run.startedAt,
      runId: run.runId,
    };
  });
  // Of equal ones the newest, which comes first.
  return URGENCY.map((tone) => states.find((state) => state.tone === tone)).find(
    (state) => state !== undefined,
  );
}
