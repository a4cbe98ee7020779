import { expect, test } from 'vitest';
import type { RunSummary } from '../../src/server/api/runs.ts';
import { stateOfRuns } from '../../web/src/app/state-of-runs.ts';

let runs = 0;
function run(instance: string, state: RunSummary['state'], more: Partial<RunSummary> = {}) {
  runs += 1;
  const isOver = state !== 'running' && state !== 'stopping';
  return {
    runId: `run-${runs}`,
    instance,
    state,
    startedAt: 'start',
    endedAt: isOver ? 'end' : null,
    missingPages: 0,
    isHeld: false,
    ...more,
  } as RunSummary;
}

test('without a run there is nothing to say', () => {
  expect(stateOfRuns([])).toBeUndefined();
});

test('only the last run of an integration counts', () => {
  const state = stateOfRuns([run('a', 'complete'), run('a', 'failed')]);
  expect(state).toMatchObject({ tone: 'good', words: 'a: complete', at: 'end' });
});

test('what is wrong comes before what runs, and what runs before what is missing', () => {
  const failed = run('a', 'failed');
  const running = run('b', 'running');
  const partial = run('c', 'partial', { missingPages: 2 });
  const good = run('d', 'complete');
  expect(stateOfRuns([good, partial, running, failed])?.runId).toBe(failed.runId);
  expect(stateOfRuns([good, partial, running])).toMatchObject({
    runId: running.runId,
    at: 'start',
  });
  expect(stateOfRuns([good, partial])?.words).toBe('c: 2 pages missing');
});

test('removals that wait are told of a complete run', () => {
  const held = stateOfRuns([run('a', 'complete', { isHeld: true })]);
  expect(held).toMatchObject({ tone: 'warn', words: 'a: removals wait for you' });
});
