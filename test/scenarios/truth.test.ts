import { afterEach, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { collectInto, graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';

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
    const record = await collectInto(dir, settingsFor(simulator, url));
    expect(`day ${day} ${record.status}`).toBe(`day ${day} complete`);
    const differences = graphDifferences(truth(), await graphOf(dir));
    expect({ day, differences: differences.slice(0, 20) }).toEqual({ day, differences: [] });
  }
}, 300_000);
