import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { DataDir } from '../../src/app/data-dir.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import { createSimulator, type Fault, type Simulator } from '../../src/simulator/index.ts';
import { graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { askedPages, storedPages } from './asked-pages.ts';
import { RealRun } from './real-run.ts';

const running: Simulator[] = [];

afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});

async function platform(faults: readonly Fault[]) {
  const simulator = createSimulator({ seed: 15, hosts: 1200, detections: 4, limits: 'generous' });
  running.push(simulator);
  const { url } = await simulator.listen();
  simulator.setFaults(faults);
  return { simulator, url, settings: settingsFor(simulator, url) };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(1);
}

/** Starts a run and waits until it is in the middle of its hosts, with pages in work. */
async function inTheMiddle(
  simulator: Simulator,
  dir: DataDir,
  settings: Record<string, string>,
): Promise<RealRun> {
  const run = new RealRun(dir.path, settings);
  await until(
    () =>
      run.isOver ||
      (simulator.requests.filter(({ endpoint }) => endpoint === 'host-list').length >= 3 &&
        simulator.requests.some(({ outcome }) => outcome === 'running')),
  );
  expect(run.isOver).toBe(false);
  return run;
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s lets the pages in work end; the next run goes on behind them',
  async (signal) => {
    const { simulator, url, settings } = await platform([
      { kind: 'slowBody', bytes: 40_000, pauseMs: 20, from: 1 },
    ]);
    const dir = temporaryDataDir('signals');
    const run = await inTheMiddle(simulator, dir, settings);
    run.signal(signal);
    const end = await run.ended();
    expect({ code: end.code, signal: end.signal }).toEqual({ code: 1, signal: null });
    const record = JSON.parse(end.stdout) as RunRecord;
    expect(record).toMatchObject({ status: 'cancelled', failure: { code: 'I_CANCELLED' } });
    expect(simulator.requests.map(({ outcome }) => outcome)).not.toContain('cut');
    const stored = await storedPages(dir);
    const asked = askedPages(simulator.requests).filter((page) => page !== undefined);
    expect(new Set(asked)).toEqual(stored);
    expect(stored.size).toBeGreaterThanOrEqual(4);

    simulator.setFaults([]);
    const { length } = simulator.requests;
    const next = await new RealRun(dir.path, settings, ['--resume']).ended();
    expect(next.code).toBe(0);
    const resumed = JSON.parse(next.stdout) as RunRecord;
    expect(resumed).toMatchObject({ runId: record.runId, status: 'complete' });
    expect(resumed.resumedPages).toBeGreaterThanOrEqual(stored.size);
    const later = askedPages(simulator.requests).slice(length);
    expect(later.length).toBeGreaterThan(5);
    expect(later.filter((page) => page !== undefined && stored.has(page))).toEqual([]);
    expect(graphDifferences(simulator.truth({ apiUrl: url }), await graphOf(dir))).toEqual([]);
  },
);

test('a second signal ends the run at once, and it can be gone on with', async () => {
  const { simulator, url, settings } = await platform([
    { kind: 'stall', endpoint: 'host-detections', bytes: 2000, from: 1 },
  ]);
  const dir = temporaryDataDir('signals');
  const run = new RealRun(dir.path, settings);
  const isStalling = () =>
    simulator.requests.some(
      ({ endpoint, outcome }) => endpoint === 'host-detections' && outcome === 'running',
    );
  await until(() => run.isOver || isStalling());
  run.signal('SIGTERM');
  await until(() => run.isOver || run.hasTakenSignals);
  // What is in work does not come to its end: without a second signal it would be waited for.
  expect({ isOver: run.isOver, isStalling: isStalling() }).toEqual({
    isOver: false,
    isStalling: true,
  });
  run.signal('SIGTERM');
  const end = await run.ended();
  expect(end).toMatchObject({ code: 143, signal: null, stdout: '' });

  simulator.setFaults([]);
  const next = await new RealRun(dir.path, settings).ended();
  const resumed = JSON.parse(next.stdout) as RunRecord;
  expect(resumed.status).toBe('complete');
  expect(resumed.resumedPages).toBeGreaterThan(1);
  expect(graphDifferences(simulator.truth({ apiUrl: url }), await graphOf(dir))).toEqual([]);
});
