import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueAt, jitterOf, type Past, type Schedule, TRY_AGAIN_MS } from './due.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const INTERVALS = [30 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 7 * DAY];
const NOW = Date.UTC(2026, 10, 24, 9);

const time = fc.integer({ min: NOW - 30 * DAY, max: NOW + 30 * DAY });
const schedules: fc.Arbitrary<Schedule> = fc
  .record({
    id: fc.uuid(),
    intervalMs: fc.constantFrom(...INTERVALS),
    hour: fc.option(fc.integer({ min: 0, max: 23 })),
    since: time,
  })
  .map(({ id, intervalMs, hour, since }) => ({
    intervalMs,
    dailyHour: intervalMs >= DAY ? hour : null,
    jitterMs: jitterOf(id, intervalMs),
    since,
  }));
const pasts: fc.Arbitrary<Past> = fc.record({
  lastBegin: fc.option(time, { nil: undefined }),
  lastFailure: fc.option(time, { nil: undefined }),
  watchedSince: time,
});

/** Lets time pass from one due time to the next: each run begins when it is due, or when somebody looks again. */
function begins(schedule: Schedule, from: number, until: number, gapMs = 0): readonly number[] {
  const all: number[] = [];
  let lastBegin: number | undefined;
  for (;;) {
    const due = dueAt(schedule, { lastBegin, lastFailure: undefined, watchedSince: from });
    lastBegin = Math.max(due, from) + gapMs;
    if (lastBegin > until) return all;
    all.push(lastBegin);
  }
}

describe('the schedule of an instance', () => {
  test('every run is later than the one before, by the interval and no more than its jitter', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const { intervalMs, jitterMs, dailyHour } = schedule;
        const found = begins(schedule, schedule.since, schedule.since + 5 * intervalMs + 2 * DAY);
        expect(found.length).toBeGreaterThanOrEqual(5);
        for (const [index, begin] of found.entries()) {
          const last = found[index - 1];
          if (last === undefined) continue;
          expect(begin - last).toBe(dailyHour === null ? intervalMs + jitterMs : intervalMs);
        }
      }),
    );
  });

  test('a run of a chosen hour begins in that hour of UTC, plus the jitter, however late the one before began', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 0, max: 20 * HOUR }), (schedule, gapMs) => {
        fc.pre(schedule.dailyHour !== null);
        const found = begins(schedule, schedule.since, schedule.since + 30 * DAY, gapMs);
        for (const begin of found) {
          const inDay = (begin - gapMs) % DAY;
          expect(inDay).toBe((schedule.dailyHour ?? 0) * HOUR + schedule.jitterMs);
        }
      }),
    );
  });

  test('nothing is due before somebody watches, and only one run makes up for all that were missed', () => {
    fc.assert(
      fc.property(schedules, pasts, (schedule, past) => {
        const due = dueAt(schedule, past);
        expect(due).toBeGreaterThanOrEqual(past.watchedSince);
        const next = dueAt(schedule, { ...past, lastBegin: due });
        expect(next).toBeGreaterThan(due);
        // After the one that makes up, the rhythm is the usual one again.
        if (schedule.dailyHour === null && past.lastFailure === undefined) {
          expect(next - due).toBe(schedule.intervalMs + schedule.jitterMs);
        }
      }),
    );
  });

  test('after a start that failed it is tried again, soon and never at once', () => {
    fc.assert(
      fc.property(schedules, pasts, (schedule, past) => {
        const { lastFailure, lastBegin = Number.NEGATIVE_INFINITY } = past;
        fc.pre(lastFailure !== undefined && lastFailure >= lastBegin);
        const wait = Math.min(TRY_AGAIN_MS, schedule.intervalMs);
        expect(dueAt(schedule, past)).toBeGreaterThanOrEqual((lastFailure ?? 0) + wait);
      }),
    );
  });

  test('jitter is that of the instance, and small', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom(...INTERVALS), (id, intervalMs) => {
        const jitter = jitterOf(id, intervalMs);
        expect(jitter).toBe(jitterOf(id, intervalMs));
        expect(jitter).toBeGreaterThanOrEqual(0);
        expect(jitter).toBeLessThanOrEqual(Math.min(intervalMs / 20, 5 * MINUTE));
      }),
    );
    const spread = Array.from({ length: 50 }, (_, n) => jitterOf(`instance ${n}`, DAY));
    expect(new Set(spread).size).toBeGreaterThan(40);
  });
});

describe('by example', () => {
  const schedule = { intervalMs: DAY, dailyHour: 2, jitterMs: 90_000, since: NOW };
  const past = { lastBegin: undefined, lastFailure: undefined, watchedSince: NOW };
  const at = (due: number) => new Date(due).toISOString();

  test.each([
    ['the first run waits for its hour', {}, {}, '2026-11-25T02:01:30.000Z'],
    [
      'without an hour the first is due at once',
      { dailyHour: null },
      {},
      '2026-11-24T09:00:00.000Z',
    ],
    [
      'a run by hand moves the next of a day to the next hour',
      {},
      { lastBegin: NOW + 5 * HOUR },
      '2026-11-25T02:01:30.000Z',
    ],
    [
      'once a week is the hour of the seventh day',
      { intervalMs: 7 * DAY },
      { lastBegin: NOW - 7 * HOUR + 91_000 },
      '2026-12-01T02:01:30.000Z',
    ],
    [
      'what was missed for three days is made up once, after the jitter',
      {},
      { lastBegin: NOW - 3 * DAY },
      '2026-11-24T09:01:30.000Z',
    ],
    [
      'what is due every four hours is due four hours after the last begin, plus the jitter',
      { intervalMs: 4 * HOUR, dailyHour: null },
      { lastBegin: NOW + HOUR },
      '2026-11-24T14:01:30.000Z',
    ],
    [
      'a start that failed is tried again after half an hour',
      { dailyHour: null },
      { lastFailure: NOW + 1 },
      '2026-11-24T09:30:00.001Z',
    ],
  ])('%s', (_what, change, happened, expected) => {
    expect(at(dueAt({ ...schedule, ...change }, { ...past, ...happened }))).toBe(expected);
  });
});
