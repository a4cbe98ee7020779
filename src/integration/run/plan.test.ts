import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdRanges } from '../../qualys/index.ts';
import { hostsAllowed } from './call-rate.ts';
import type { CollectState } from './collect-state.ts';
import type { KnownHost } from './known-instance.ts';
import { hostsDue } from './plan.ts';
import { DAY_MS } from './run-context.ts';

const NOW = Date.UTC(2026, 10, 24);

const STATE: CollectState = {
  lastRunAt: NOW - DAY_MS,
  completeFullAt: NOW - DAY_MS,
  detectionCursor: NOW - DAY_MS,
  knowledgeCursor: NOW - DAY_MS,
  pendingHosts: IdRanges.empty,
  pendingQids: IdRanges.empty,
  callRate: undefined,
};

/** Hosts 1 to `count`; the first were read longest ago, the last just a day ago. */
function knownHosts(count: number, everyDays: number): Map<number, KnownHost> {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  return new Map(
    ids.map((id) => {
      const age = DAY_MS + ((count - id) / count) * (everyDays - 1) * DAY_MS;
      return [id, { id: String(id), lastReadOn: NOW - age, lastScannedOn: NOW, findings: 1 }];
    }),
  );
}

function due(options: Partial<Parameters<typeof hostsDue>[0]>) {
  return hostsDue({
    ids: IdRanges.parse('1-70'),
    known: knownHosts(70, 7),
    state: STATE,
    changed: IdRanges.empty,
    now: NOW,
    everyDays: 7,
    allowed: Number.POSITIVE_INFINITY,
    ...options,
  });
}

describe('hosts that an incremental run reads', () => {
  test('a day out of seven: a seventh, those read longest ago', () => {
    const { hosts, rolling, waiting } = due({});
    expect({ hosts: hosts.toString(), rolling, waiting }).toMatchObject({
      hosts: `1-${rolling}`,
      waiting: 0,
    });
    expect(rolling).toBeGreaterThanOrEqual(10);
    expect(rolling).toBeLessThan(15);
  });

  test('what changed, what is missing and what is new come whatever is allowed', () => {
    const { hosts, rolling, waiting } = due({
      ids: IdRanges.parse('1-72'),
      changed: IdRanges.parse('60'),
      state: { ...STATE, pendingHosts: IdRanges.parse('50-51') },
      allowed: 3,
    });
    expect(hosts.toString()).toBe('50-51,60,71-72');
    expect(rolling).toBe(0);
    expect(waiting).toBeGreaterThan(0);
  });

  test('of the others no more than the calls allow for; the rest is counted', () => {
    const all = due({});
    const some = due({ allowed: 4 });
    expect(some.hosts.toString()).toBe('1-4');
    expect(some.waiting).toBe(all.rolling - 4);
  });

  test('every host has its turn within the period, however often a run comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 4, max: 48 }),
        (count, everyDays, hoursBetween) => {
          const ids = IdRanges.parse(`1-${count}`);
          let now = NOW;
          let state = { ...STATE, lastRunAt: now };
          const reads = new Map<number, number>([...ids].map((id) => [id, now]));
          for (let run = 0; run < 40; run += 1) {
            now += hoursBetween * 3_600_000;
            const known = new Map<number, KnownHost>(
              [...reads].map(([id, lastReadOn]) => [
                id,
                { id: String(id), lastReadOn, findings: 0 },
              ]),
            );
            const { hosts } = due({ ids, known, state, now, everyDays });
            for (const id of hosts) reads.set(id, now);
            state = { ...state, lastRunAt: now };
            const oldest = Math.min(...reads.values());
            expect(now - oldest).toBeLessThanOrEqual(everyDays * DAY_MS);
          }
        },
      ),
      { seed: 20261124, numRuns: 100 },
    );
  });
});

test('calls between two runs, those for others left out, become hosts', () => {
  const rate = { calls: 300, windowMs: 3_600_000 };
  const base = { rate, reserve: 30, hostsPerChunk: 250 };
  expect(hostsAllowed({ ...base, periodMs: 3_600_000 })).toBe(107 * 250);
  expect(hostsAllowed({ ...base, periodMs: DAY_MS })).toBe(2591 * 250);
  expect(hostsAllowed({ ...base, periodMs: 0 })).toBe(0);
  // A tier per day.
  const daily = { calls: 50, windowMs: DAY_MS };
  expect(hostsAllowed({ ...base, rate: daily, periodMs: DAY_MS })).toBe(7 * 250);
});
