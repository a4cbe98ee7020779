import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { RunRecord } from '../../src/app/run-record.ts';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { storedPages } from './asked-pages.ts';
import { RealRun } from './real-run.ts';

const running: Simulator[] = [];

afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});

/** A run in the middle of its detections, which take their time, and the process that collects them. */
async function inTheMiddle() {
  const simulator = createSimulator({ seed: 15, hosts: 1200, detections: 4, limits: 'generous' });
  running.push(simulator);
  const { url } = await simulator.listen();
  simulator.setFaults([{ kind: 'slowBody', bytes: 40_000, pauseMs: 20, from: 1 }]);
  const settings = settingsFor(simulator, url);
  const dir = temporaryDataDir('collecting');
  const run = new RealRun(dir.path, settings);
  const isThere = () =>
    simulator.requests.filter(({ endpoint }) => endpoint === 'host-detections').length >= 2;
  while (!run.isOver && !isThere()) await delay(2);
  expect(run.isOver).toBe(false);
  const [collector] = run.children;
  if (collector === undefined) throw new Error('nothing collects');
  return { simulator, settings, dir, run, collector };
}

/** The next run of the same folder, with nothing in its way. */
async function nextRun({
  simulator,
  dir,
  settings,
}: Pick<Awaited<ReturnType<typeof inTheMiddle>>, 'simulator' | 'dir' | 'settings'>) {
  simulator.setFaults([]);
  const { code, stdout } = await new RealRun(dir.path, settings).ended();
  return { code, record: JSON.parse(stdout) as RunRecord };
}

test('a collecting process that is killed fails the run, and the next one goes on with its pages', async () => {
  const middle = await inTheMiddle();
  process.kill(middle.collector, 'SIGKILL');
  const end = await middle.run.ended();
  expect({ code: end.code, signal: end.signal }).toEqual({ code: 1, signal: null });
  expect(end.stderr).toContain('The collection broke off: it was ended by SIGKILL.');
  const { size: stored } = await storedPages(middle.dir);
  const next = await nextRun(middle);
  expect(next).toMatchObject({ code: 0, record: { status: 'complete' } });
  expect(stored).toBeGreaterThan(0);
  expect(next.record.resumedPages).toBeGreaterThanOrEqual(stored);
});

test('when a run is killed alone, its collecting process ends too', async () => {
  const middle = await inTheMiddle();
  process.kill(middle.run.pid, 'SIGKILL');
  // At once: the collecting process may still be at its page, and the next run waits for its end.
  const next = await nextRun(middle);
  expect(next).toMatchObject({ code: 0, record: { status: 'complete' } });
  expect(next.record.resumedPages).toBeGreaterThan(0);
  expect(existsSync(`/proc/${middle.collector}`)).toBe(false);
});
