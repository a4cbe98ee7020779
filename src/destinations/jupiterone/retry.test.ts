import { expect, test } from 'vitest';
import { SyncError } from './errors.ts';
import { LONGEST_ASKED_WAIT_MS, MAX_LIMIT_RETRIES, MAX_RETRIES, planRetry } from './retry.ts';

const none = { failures: 0, limits: 0 };
const least = () => 0;

test('waits as long as the limit asks, a little more by chance, and not for another day', () => {
  const limited = (waitMs?: number) => new SyncError('J1_LIMITED', { waitMs });
  expect(planRetry(limited(7_000), none, least)).toEqual({ kind: 'limited', waitMs: 7_000 });
  expect(planRetry(limited(7_000), none, () => 0.999)?.waitMs).toBe(8_399);
  expect(planRetry(limited(LONGEST_ASKED_WAIT_MS + 1), none, least)).toBeUndefined();
  const last = { failures: 0, limits: MAX_LIMIT_RETRIES };
  expect(planRetry(limited(1), last, least)).toBeUndefined();
});

test('waits longer from time to time where a limit does not say how long', () => {
  const waits = [0, 1, 2, 9].map(
    (limits) => planRetry(new SyncError('J1_LIMITED'), { failures: 0, limits }, least)?.waitMs,
  );
  expect(waits).toEqual([5_000, 10_000, 20_000, 30_000]);
});

test('tries again what may pass, so many times, each time later', () => {
  for (const code of ['J1_SERVER', 'J1_NETWORK', 'J1_BAD_ANSWER'] as const) {
    const waits = Array.from(
      { length: MAX_RETRIES + 1 },
      (_, failures) => planRetry(new SyncError(code), { failures, limits: 0 }, least)?.waitMs,
    );
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, undefined]);
  }
});

test.each([
  'J1_LOGIN_REFUSED',
  'J1_REFUSED',
  'J1_NOT_FOUND',
  'J1_TOO_LARGE',
  'J1_JOB_CLOSED',
] as const)('%s is not tried again', (code) => {
  expect(planRetry(new SyncError(code), none, least)).toBeUndefined();
});
