import { expect, test } from 'vitest';
import type { EndpointName, QualysEvent } from '../../src/qualys/index.ts';
import { GENEROUS_LIMITS } from '../../src/simulator/index.ts';
import { VirtualClock } from '../support/in-process.ts';
import { failedPagesOf, scenario } from '../support/scenario.ts';

const LIMITS = { calls: 14, windowSeconds: 3600, concurrency: 3 };

/** Endpoints that both consumers use. */
const SHARED = ['host-list', 'host-detections', 'knowledge-base'] as const;

const isShared = (name: EndpointName) => SHARED.some((shared) => shared === name);

test('a run beside another consumer of the subscription stays within what that one leaves, and is complete', async () => {
  const clock = new VirtualClock();
  const here = await scenario({
    seed: 'neighbours',
    hosts: 60,
    detections: 4,
    clock: () => clock.now(),
    limits: {
      default: GENEROUS_LIMITS,
      ...Object.fromEntries(SHARED.map((endpoint) => [endpoint, LIMITS])),
    },
  });
  const { simulator } = here;

  // The other one has a place and some calls from the start, and more of them whenever ours has to wait.
  for (const endpoint of SHARED) {
    simulator.takeQuota(endpoint, { calls: 4, concurrent: endpoint === 'knowledge-base' ? 0 : 1 });
  }
  let waits = 0;
  const onEvent = (event: QualysEvent) => {
    if (event.type !== 'waiting' || event.reason !== 'rate' || !isShared(event.endpoint)) return;
    waits += 1;
    simulator.takeQuota(event.endpoint, { calls: waits % 3 });
  };
  const record = await here.run(
    {},
    { API_CALL_RESERVE: '2' },
    { clock, onEvent, settings: { hostsPerChunk: 5, chunksInParallel: 4, qidsPerCall: 20 } },
  );

  expect({ status: record.status, failed: failedPagesOf(record) }).toEqual({
    status: 'complete',
    failed: [],
  });
  expect(await here.differences()).toEqual([]);
  const usage = simulator.usage();
  for (const endpoint of SHARED) {
    const used = usage[endpoint];
    expect(used?.violations).toEqual([]);
    expect(used?.takenCalls).toBeGreaterThan(3);
    expect(used?.peakPerWindow).toBeLessThanOrEqual(LIMITS.calls);
  }
  expect(usage['host-detections']?.takenConcurrency).toBe(1);
  // It had to wait for windows, said so, and went on by itself.
  expect(waits).toBeGreaterThan(0);
  const detections = record.endpoints.find(({ name }) => name === 'host-detections');
  expect(detections?.waitedMs).toBeGreaterThanOrEqual(LIMITS.windowSeconds * 1000);
});
