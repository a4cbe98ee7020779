import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from './clock.ts';
import { Limiter } from './limiter.ts';
import { readRateHeaders } from './rate-headers.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

const HOUR = 3_600_000;

/** What headers hold: numbers, nothing, and what no limit can be. */
const value = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map(String),
  fc.constantFrom(undefined, '', '0', '-1', '-5', '99999999999', '123456789', '1e3', '2.5', 'many'),
);
const headers = fc.record(
  {
    'x-concurrency-limit-limit': value,
    'x-concurrencylimit-limit': value,
    'x-ratelimit-limit': fc.oneof(value, fc.constant('300')),
    'x-ratelimit-window-sec': fc.oneof(value, fc.constant('3600')),
    'x-ratelimit-remaining': fc.oneof(value, fc.constant('200')),
    'x-ratelimit-towait-sec': value,
  },
  { requiredKeys: [] },
);

/** The limit that the headers tell, read here in another way than by the code under test. */
function toldConcurrency(of: Readonly<Record<string, string | undefined>>): number | undefined {
  const told = [of['x-concurrency-limit-limit'], of['x-concurrencylimit-limit']].map(Number);
  return told.find((number) => Number.isInteger(number) && number >= 1 && number <= 1000);
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'start' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const), headers }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('busy' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(90_000) }) },
);

interface ModelCall {
  readonly abort: AbortController;
  state: 'waiting' | 'running' | 'over';
  end: () => void;
}

test('whatever starts, ends, is cancelled or answered: never above what is allowed, and nobody is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(0, 1),
      fc.array(step, { maxLength: 60, size: 'max' }),
      async (maxConcurrency, slotReserve, steps) => {
        const clock = new FakeClock();
        const startConcurrency = 2;
        const limiter = new Limiter({
          endpoint: 'host-list',
          clock,
          maxConcurrency,
          startConcurrency,
          slotReserve,
          callReserve: 3,
          maxWaitMs: HOUR,
        });
        let told: number | undefined;
        let excess = 0;
        const calls: ModelCall[] = [];
        const running = () => calls.filter(({ state }) => state === 'running');
        const allowed = () =>
          Math.max(
            1,
            Math.min(told === undefined ? startConcurrency : told - slotReserve, maxConcurrency),
          );
        const start = () => {
          const call: ModelCall = {
            abort: new AbortController(),
            state: 'waiting',
            end: () => undefined,
          };
          calls.push(call);
          limiter
            .acquire(call.abort.signal, () => undefined)
            .then(
              (end) => {
                call.state = 'running';
                call.end = end;
                excess = Math.max(excess, running().length - allowed());
              },
              () => {
                call.state = 'over';
              },
            );
        };
        const pick = (state: ModelCall['state'], which: number) => {
          const those = calls.filter((call) => call.state === state);
          return those[which % Math.max(1, those.length)];
        };
        const end = (call: ModelCall | undefined) => {
          if (call === undefined) return;
          call.state = 'over';
          call.end();
        };
        for (const each of steps) {
          if (each.kind === 'start') start();
          else if (each.kind === 'end') end(pick('running', each.which));
          else if (each.kind === 'cancel') pick('waiting', each.which)?.abort.abort('enough');
          else if (each.kind === 'pass') await clock.advance(each.ms);
          else if (each.kind === 'busy') {
            const call = pick('running', each.which);
            if (call !== undefined) limiter.yieldSlot();
            if (call !== undefined) limiter.pause(10_000, 'limited');
            end(call);
          } else {
            told = toldConcurrency(each.headers) ?? told;
            limiter.observe(readRateHeaders(each.headers));
          }
          await settle();
        }
        for (let round = 0; round <= steps.length; round++) {
          for (const call of running()) end(call);
          await clock.advance(HOUR);
        }
        expect(excess).toBe(0);
        expect(calls.filter(({ state }) => state === 'waiting')).toEqual([]);
      },
    ),
    { seed: 20261124, numRuns: 400 },
  );
});

/** A server that counts as Qualys does: calls at once, and calls in a window that slides. */
class CountingServer {
  running = 0;
  mostRunning = 0;
  refused = 0;
  leastLeft: number;
  readonly #began: number[] = [];
  readonly #clock: Clock;
  readonly #limits: ServerLimits;

  constructor(clock: Clock, limits: ServerLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.leastLeft = limits.calls;
  }

  /** Calls that are left in the window. */
  get left(): number {
    const from = this.#clock.now() - this.#limits.windowMs;
    while ((this.#began[0] ?? Number.POSITIVE_INFINITY) <= from) this.#began.shift();
    return this.#limits.calls - this.#began.length;
  }

  /** Takes a call, or says what is in its way. */
  begin(): '1960' | '1965' | undefined {
    if (this.running >= this.#limits.atOnce) return '1960';
    if (this.left <= 0) return '1965';
    this.#began.push(this.#clock.now());
    this.running++;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    this.leastLeft = Math.min(this.leastLeft, this.left);
    return undefined;
  }

  /** The headers of an answer to a call. */
  headers(complaint: '1960' | '1965' | undefined) {
    const { calls, windowMs, atOnce } = this.#limits;
    const towait = ((this.#began[0] ?? 0) + windowMs - this.#clock.now()) / 1000;
    return {
      'x-ratelimit-limit': String(calls),
      'x-ratelimit-window-sec': String(windowMs / 1000),
      'x-concurrency-limit-limit': String(atOnce),
      ...(complaint === '1960' ? {} : { 'x-ratelimit-remaining': String(this.left) }),
      ...(complaint === '1965' ? { 'x-ratelimit-towait-sec': String(Math.ceil(towait)) } : {}),
    };
  }
}

interface ServerLimits {
  readonly calls: number;
  readonly windowMs: number;
  readonly atOnce: number;
}

const limitsOfServer = fc.record({
  calls: fc.integer({ min: 10, max: 80 }),
  windowMs: fc.constantFrom(60_000, 600_000, HOUR),
  atOnce: fc.integer({ min: 2, max: 8 }),
});

/** Makes calls as the client does until so many went well. Returns how many of them ran at once at most. */
async function consume(
  limiter: Limiter,
  server: CountingServer,
  clock: FakeClock,
  work: { readonly calls: number; readonly workers: number; readonly durations: readonly number[] },
): Promise<number> {
  let ours = 0;
  let mostOurs = 0;
  let left = work.calls;
  let turn = 0;
  const worker = async () => {
    while (left > 0) {
      left--;
      for (let isDone = false; !isDone; ) {
        const end = await limiter.acquire(undefined, () => undefined);
        mostOurs = Math.max(mostOurs, ++ours);
        const complaint = server.begin();
        limiter.observe(readRateHeaders(server.headers(complaint)));
        if (complaint === undefined) {
          await clock.sleep(work.durations[turn++ % work.durations.length] ?? 0);
          server.running--;
          limiter.succeed();
          isDone = true;
        } else {
          server.refused++;
          if (complaint === '1960') limiter.yieldSlot();
          limiter.pause(10_000, 'limited');
        }
        ours--;
        end();
      }
    }
  };
  const all = Promise.all(Array.from({ length: work.workers }, worker));
  let isOver = false;
  const over = all.finally(() => {
    isOver = true;
  });
  // Days of virtual time are more than any of these can take.
  for (let hours = 0; !isOver && hours < 200; hours++) await clock.advance(HOUR);
  expect(isOver, 'the calls end in 200 hours').toBe(true);
  await over;
  return mostOurs;
}

const work = fc.record({
  calls: fc.integer({ min: 1, max: 150 }),
  workers: fc.integer({ min: 1, max: 10 }),
  durations: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 12 }),
});

const limiterOf = (clock: Clock, callReserve: number) =>
  new Limiter({
    endpoint: 'host-list',
    clock,
    maxConcurrency: 10,
    startConcurrency: 1,
    slotReserve: 1,
    callReserve,
    maxWaitMs: 2 * HOUR,
  });

test('alone on a subscription no call is refused, one slot is left free and the reserve is kept', async () => {
  await fc.assert(
    fc.asyncProperty(limitsOfServer, work, async (limits, toDo) => {
      const clock = new FakeClock();
      const server = new CountingServer(clock, limits);
      await consume(limiterOf(clock, 5), server, clock, toDo);
      expect(server.refused).toBe(0);
      expect(server.mostRunning).toBeLessThanOrEqual(Math.max(1, limits.atOnce - 1));
      expect(server.leastLeft).toBeGreaterThanOrEqual(5);
    }),
    { seed: 20261124, numRuns: 60 },
  );
});

test('beside another consumer everything goes well in the end, and never more run than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      limitsOfServer,
      work,
      fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 5, maxLength: 40 }),
      async (limits, toDo, pauses) => {
        const clock = new FakeClock();
        const server = new CountingServer(clock, limits);
        const other = async () => {
          for (const pause of pauses) {
            await clock.sleep(pause);
            if (server.begin() !== undefined) continue;
            await clock.sleep(pause / 2);
            server.running--;
          }
        };
        const others = other();
        const mostOurs = await consume(limiterOf(clock, 2), server, clock, toDo);
        await clock.advance(HOUR);
        await others;
        expect(mostOurs).toBeLessThanOrEqual(Math.max(1, limits.atOnce - 1));
      },
    ),
    { seed: 20261124, numRuns: 60 },
  );
});
