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

  test('are one less after each refusal, and one more after twenty calls that went well', () => {
    const { limiter } = limiterWith();
    limiter.observe({ concurrencyLimit: 5 });
    for (const expected of [3, 2, 1, 1, 1]) {
      limiter.yieldSlot();
      expect(limiter.concurrency).toBe(expected);
    }
    const succeed = (count: number) => {
      for (let call = 0; call < count; call++) limiter.succeed();
    };
    succeed(19);
    expect(limiter.concurrency).toBe(1);
    succeed(1);
    expect(limiter.concurrency).toBe(2);
    succeed(10);
    limiter.yieldSlot();
    succeed(19);
    expect(limiter.concurrency).toBe(1);
    succeed(100);
    expect(limiter.concurrency).toBe(4);
  });

  test('start in the order in which they came', async () => {
    const { limiter, call } = limiterWith();
    const started: number[] = [];
    const ends: (() => void)[] = [];
    for (const number of [1, 2, 3, 4]) {
      limiter
        .acquire(undefined, () => undefined)
        .then((end) => {
          started.push(number);
          ends.push(end);
        });
    }
    await settle();
    while (ends.length > 0) {
      ends.shift()?.();
      // Came last, and must not overtake the others.
      if (started.length === 1) call();
      await settle();
    }
    expect(started).toEqual([1, 2, 3, 4]);
  });

  test('go on when the call that was let in is cancelled at that very moment', async () => {
    const { call } = limiterWith();
    const first = call();
    await settle();
    const abort = new AbortController();
    const second = call(abort.signal);
    const third = call();
    first.end();
    abort.abort('enough');
    await settle();
    // It has its place, and whoever holds a place ends it.
    expect(second.started).toBeDefined();
    expect(third.started).toBeUndefined();
    second.end();
    await settle();
    expect(third.started).toBeDefined();
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
    first.end();
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

  test('come free when our own calls leave the window', async () => {
    const { clock, limiter, call, waits } = limiterWith({ callReserve: 0, startConcurrency: 10 });
    const start = clock.now();
    limiter.observe({ limit: 4, windowMs: 600_000, remaining: 4 });
    const early = [call(), call()];
    await clock.advance(100_000);
    const late = [call(), call()];
    const fifth = call();
    await settle();
    expect([...early, ...late].every(({ started }) => started !== undefined)).toBe(true);
    expect(waits).toEqual([['rate', start + 600_000]]);
    for (const { end } of [...early, ...late]) end();
    await clock.advance(500_000);
    expect(fifth.started).toBe(start + 600_000);
  });

  test('are all there again when a window has passed', async () => {
    const { clock, limiter, call } = limiterWith({ startConcurrency: 10 });
    limiter.observe({ limit: 300, windowMs: 3_600_000, remaining: 30 });
    await clock.advance(3_600_000);
    const two = [call(), call()];
    await settle();
    expect(two.map(({ started }) => started)).toEqual([clock.now(), clock.now()]);
    expect(limiter.limits.remaining).toBe(298);
  });

  test('of a daily tier that we used up are an error that names the time', async () => {
    const { clock, limiter, call, waits } = limiterWith({
      startConcurrency: 30,
      maxConcurrency: 30,
    });
    const start = clock.now();
    limiter.observe({ limit: 50, windowMs: 86_400_000, remaining: 50 });
    const used = Array.from({ length: 20 }, () => call());
    await clock.advance(60_000);
    expect(used.filter(({ started }) => started !== undefined)).toHaveLength(20);
    const [one, two] = [call(), call()];
    await settle();
    for (const refused of [one, two]) {
      expect(refused.failed).toMatchObject({
        code: 'Q_WAIT_TOO_LONG',
        resumeAt: start + 86_400_000,
      });
      expect(String(refused.failed)).toContain('2026-11-25T00:00:00Z');
    }
    expect(waits).toEqual([]);
  });

  test('that others use up are looked for less and less often', async () => {
    const { clock, limiter, call } = limiterWith({ startConcurrency: 10 });
    limiter.observe({ limit: 300, windowMs: 3_600_000, remaining: 30 });
    const tries: number[] = [];
    for (let n = 0; n < 4; n++) {
      const start = clock.now();
      const one = call();
      await clock.advance(3_600_000);
      tries.push((one.started ?? 0) - start);
      limiter.observe({ limit: 300, windowMs: 3_600_000, remaining: 20 });
      one.end();
    }
    expect(tries[0]).toBeLessThan(15_000);
    for (let n = 1; n < 4; n++) expect(tries[n]).toBeGreaterThan(tries[n - 1] ?? 0);
  });

  test('are not guessed while a call is under way whose answer may know better', async () => {
    const { clock, limiter, call, waits } = limiterWith({ startConcurrency: 10 });
    const full = { limit: 300, windowMs: 3_600_000, remaining: 30 };
    limiter.observe(full);
    const tried = call();
    const next = call();
    await clock.advance(1_800_000);
    expect([tried.started, next.started]).toEqual([expect.any(Number), undefined]);
    expect(waits.at(-1)).toEqual(['rate', undefined]);
    // It ends without having told anything: one more is tried after a longer wait.
    tried.end();
    await settle();
    const [, until] = waits.at(-1) ?? [];
    await clock.advance((until ?? 0) - clock.now());
    expect(next.started).toBe(until);
    const third = call();
    await clock.advance(600_000);
    expect(third.started).toBeUndefined();
    limiter.observe({ ...full, remaining: 32 });
    await settle();
    expect(third.started).toBe(clock.now());
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
  for (const junk of ['-1', '0', '1.5', '1e3', '99999999999', '999999999', 'many', '']) {
    expect(
      readRateHeaders({
        'x-ratelimit-limit': junk,
        'x-ratelimit-window-sec': junk,
        'x-concurrency-limit-limit': junk,
        'x-concurrencylimit-limit': '3',
      }),
      junk,
    ).toEqual({ concurrencyLimit: 3 });
  }
  for (const junk of ['-1', '301', '999999999', 'x']) {
    expect(
      readRateHeaders({
        'x-ratelimit-limit': '300',
        'x-ratelimit-remaining': junk,
        'x-ratelimit-towait-sec': junk === '301' ? '-5' : '999999999',
      }),
      junk,
    ).toEqual({ limit: 300 });
  }
  expect(readRateHeaders({ 'retry-after': '30' })).toEqual({ waitMs: 30_000 });
  const until = 'Tue, 24 Nov 2026 08:05:00 GMT';
  const date = 'Tue, 24 Nov 2026 08:00:00 GMT';
  expect(readRateHeaders({ 'retry-after': until, date })).toEqual({ waitMs: 300_000 });
  for (const other of ['Tue, 24 Nov 2026 08:06:00 GMT', 'soon', undefined]) {
    expect(readRateHeaders({ 'retry-after': until, date: other })).toEqual({});
  }
});
