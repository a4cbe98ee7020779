import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Limiter, type LimiterOptions, type WaitReason } from './limiter.ts';
import { readRateHeaders } from './rate-headers.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

function limiterWith(options: Partial<LimiterOptions> = {}) {
  const clock = new FakeClock();
  const waits: [WaitReason, number | undefined][] = [];
  const limiter = new Limiter({
    endpoint: 'host-list',
    clock,
    maxConcurrency: 10,
    startConcurrency: 1,
    slotReserve: 1,
    callReserve: 30,
    maxWaitMs: 3_600_000,
    ...options,
  });
  /** Starts a call; `started` says when it may go. */
  const call = (signal?: AbortSignal) => {
    const state: { started: number | undefined; failed: unknown; end: () => void } = {
      started: undefined,
      failed: undefined,
      end: () => undefined,
    };
    limiter
      .acquire(signal, (reason, until) => waits.push([reason, until]))
      .then(
        (end) => {
          state.started = clock.now();
          state.end = end;
        },
        (error: unknown) => {
          state.failed = error;
        },
      );
    return state;
  };
  return { clock, limiter, waits, call };
}

describe('calls at once', () => {
  test('are one less than the header allows, and at least one', () => {
    const { limiter } = limiterWith();
    expect(limiter.concurrency).toBe(1);
    limiter.observe({ concurrencyLimit: 5 });
    expect(limiter.concurrency).toBe(4);
    limiter.observe({ concurrencyLimit: 2 });
    expect(limiter.concurrency).toBe(1);
    limiter.observe({ concurrencyLimit: 1 });
    expect(limiter.concurrency).toBe(1);
    limiter.observe({});
    expect(limiter.concurrency).toBe(1);
  });

  test('never exceed what is configured', () => {
    const { limiter } = limiterWith({ maxConcurrency: 3, startConcurrency: 8 });
    expect(limiter.concurrency).toBe(3);
    limiter.observe({ concurrencyLimit: 10 });
    expect(limiter.concurrency).toBe(3);
  });

  test('never exceed the limit, whatever starts and ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 40 }),
        async (max, steps) => {
          const { call } = limiterWith({ maxConcurrency: max, startConcurrency: max });
          const calls: ReturnType<typeof call>[] = [];
          for (const starts of steps) {
            if (starts) calls.push(call());
            else {
              const running = calls.findIndex(({ started }) => started !== undefined);
              if (running >= 0) calls.splice(running, 1)[0]?.end();
            }
            await settle();
            const started = calls.filter((one) => one.started !== undefined).length;
            expect(started).toBe(Math.min(calls.length, max));
          }
        },
      ),
      { seed: 11, numRuns: 100 },
    );
  });

  test('a call that waits for another one says so once and can be cancelled', async () => {
    const { call, waits } = limiterWith();
    const first = call();
    await settle();
    const abort = new AbortController();
    const second = call(abort.signal);
    const third = call();
    await settle();
    expect(waits).toEqual([
      ['concurrency', undefined],
      ['concurrency', undefined],
    ]);
    abort.abort('enough');
    await settle();
    expect(second.failed).toBe('enough');
    first.end();
    first.end();
    await settle();
    expect(third.started).toBeDefined();
  });
});

describe('calls per window', () => {
  test('stop at the reserve and go on one at a time as the window slides', async () => {
    const { clock, limiter, call, waits } = limiterWith({ startConcurrency: 4 });
    const start = clock.now();
    limiter.observe({ limit: 300, windowMs: 3_600_000, remaining: 31 });
    const first = call();
    await settle();
    expect(first.started).toBe(start);
    const second = call();
    await settle();
    expect(second.started).toBeUndefined();
    // 269 calls of others in the last hour, spread evenly: one leaves the window every 13.4 seconds.
    expect(waits).toEqual([['rate', start + 13_383]]);
    await clock.advance(13_382);
    expect(second.started).toBeUndefined();
    await clock.advance(1);
    expect(second.started).toBe(start + 13_383);
    const third = call();
    await settle();
    expect(third.started).toBeUndefined();
    // An answer that knows better than our guess.
    limiter.observe({ limit: 300, windowMs: 3_600_000, remaining: 120 });
    await settle();
    expect(third.started).toBe(start + 13_383);
  });

  test('where the limit is smaller than the reserve, a tenth is left', async () => {
    const { limiter, call } = limiterWith({ startConcurrency: 20, maxConcurrency: 20 });
    limiter.observe({ limit: 15, windowMs: 360_000, remaining: 3 });
    const calls = [call(), call(), call()];
    await settle();
    expect(calls.map(({ started }) => started !== undefined)).toEqual([true, true, false]);
  });

  test('wait as long as the header says, then try one', async () => {
    const { clock, limiter, call, waits } = limiterWith();
    const start = clock.now();
    limiter.observe(
      readRateHeaders({
        'x-ratelimit-limit': '15',
        'x-ratelimit-window-sec': '360',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-towait-sec': '181',
      }),
    );
    const one = call();
    await clock.advance(180_000);
    expect(one.started).toBeUndefined();
    await clock.advance(1000);
    expect(one.started).toBe(start + 181_000);
    expect(waits).toEqual([['rate', start + 181_000]]);
  });

  test('a wait beyond the cap is an error that says how long', async () => {
    const { limiter, call } = limiterWith({ maxWaitMs: 60_000 });
    limiter.pause(7_200_000, 'limited');
    const one = call();
    await settle();
    expect(one.failed).toMatchObject({ code: 'Q_WAIT_TOO_LONG', waitMs: 7_200_000 });
    expect(String(one.failed)).toContain('7200 seconds');
  });

  test('a wait can be cancelled', async () => {
    const { limiter, call } = limiterWith();
    limiter.pause(5000, 'limited');
    const abort = new AbortController();
    const one = call(abort.signal);
    await settle();
    abort.abort('enough');
    await settle();
    expect(one.failed).toBe('enough');
  });

  test('a shorter pause does not end a longer one', async () => {
    const { clock, limiter, call } = limiterWith();
    limiter.pause(10_000, 'limited');
    limiter.pause(1000, 'limited');
    const one = call();
    await clock.advance(9999);
    expect(one.started).toBeUndefined();
    await clock.advance(1);
    expect(one.started).toBeDefined();
  });
});

test('headers are read in both spellings, and missing is not zero', () => {
  expect(readRateHeaders({})).toEqual({});
  expect(readRateHeaders({ 'x-ratelimit-remaining': '', 'x-ratelimit-limit': 'many' })).toEqual({});
  expect(readRateHeaders({ 'x-concurrencylimit-limit': ['3'] })).toEqual({ concurrencyLimit: 3 });
  expect(
    readRateHeaders({
      'x-concurrency-limit-limit': '2',
      'x-ratelimit-towait-sec': '0',
      'x-ratelimit-window-sec': '3600',
    }),
  ).toEqual({ concurrencyLimit: 2, waitMs: 0, windowMs: 3_600_000 });
  expect(readRateHeaders({ 'retry-after': '30' })).toEqual({ waitMs: 30_000 });
});
