import { afterEach, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { collectInto, graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { type GraphObject, graphDifferences } from '../support/compare-graphs.ts';

const running: Simulator[] = [];

afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});

async function platform(options: Parameters<typeof createSimulator>[0]) {
  const simulator = createSimulator(options);
  running.push(simulator);
  const { url } = await simulator.listen();
  return { simulator, url, truth: () => simulator.truth({ apiUrl: url }) };
}

test.each([1, 20_261, 777])('seed %i: the graph is the truth of the platform', async (seed) => {
  const { simulator, url, truth } = await platform({ seed, hosts: 150, detections: 12 });
  const dir = temporaryDataDir('truth');
  const record = await collectInto(dir, settingsFor(simulator, url));
  expect(record.status).toBe('complete');
  const graph = await graphOf(dir);
  expect(graph.length).toBeGreaterThan(1000);
  expect(graphDifferences(truth(), graph).slice(0, 20)).toEqual([]);
});

test('the graph follows the platform through ten days', async () => {
  const { simulator, url, truth } = await platform({ seed: 10, hosts: 120, detections: 10 });
  const dir = temporaryDataDir('days');
  for (let day = 0; day <= 10; day += 1) {
    if (day > 0) simulator.advanceDays(1);
    const record = await collectInto(dir, settingsFor(simulator, url), { isFull: true });
    expect(`day ${day} ${record.status}`).toBe(`day ${day} complete`);
    const differences = graphDifferences(truth(), await graphOf(dir));
    expect({ day, differences: differences.slice(0, 20) }).toEqual({ day, differences: [] });
  }
}, 300_000);

/** Findings on hosts, by key. */
function hostFindings(objects: Iterable<object>): ReadonlyMap<unknown, GraphObject> {
  return new Map(
    [...(objects as Iterable<GraphObject>)]
      .filter(({ _type }) => _type === 'qualys_host_finding')
      .map((each) => [each['_key'], each]),
  );
}

test('incremental runs follow every change of a status, and read few of the hosts for it', async () => {
  const { simulator, url, truth } = await platform({ seed: 11, hosts: 120, detections: 10 });
  const dir = temporaryDataDir('incremental');
  const settings = settingsFor(simulator, url);
  await collectInto(dir, settings);
  // Findings that a new rating of their QID brings into the filter: no status of theirs changed.
  const rated = new Set<unknown>();
  let before = hostFindings(truth());
  for (let day = 1; day <= 6; day += 1) {
    const then = simulator.now;
    simulator.advanceDays(1);
    const record = await collectInto(dir, settings);
    expect({ day, mode: record.mode, status: record.status }).toEqual({
      day,
      mode: 'incremental',
      status: 'complete',
    });
    const hosts = record.endpoints.find(({ name }) => name === 'host-list');
    expect(hosts?.expected).toBeLessThan(240);
    const now = hostFindings(truth());
    for (const [key, finding] of now) {
      const began = Math.max(Number(finding['createdOn']), Number(finding['lastReopenedOn'] ?? 0));
      if (!before.has(key) && began < then) rated.add(key);
    }
    before = now;
    // What was fixed leaves the window of the truth with time, and the graph when its host is read. What
    // Qualys drops without a word stays until its host has its turn; nothing else is behind.
    const found = hostFindings(await graphOf(dir));
    const behind = [...now].filter(
      ([key, { status }]) =>
        status !== 'Fixed' && !rated.has(key) && found.get(key)?.['status'] !== status,
    );
    expect({ day, behind: behind.map(([key]) => key) }).toEqual({ day, behind: [] });
  }
  expect(rated.size).toBeLessThan(10);
  await collectInto(dir, settings, { isFull: true });
  expect(graphDifferences(truth(), await graphOf(dir)).slice(0, 20)).toEqual([]);
}, 300_000);
