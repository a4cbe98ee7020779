import type { Clock } from '../clock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that moves only when it is told to. */
export class FakeClock implements Clock {
  /** Every sleep that was asked for, milliseconds. */
  readonly sleeps: number[] = [];
  #now: number;
  readonly #sleepers: Sleeper[] = [];
  readonly #isAutomatic: boolean;

  /** With `isAutomatic` a sleep passes at once and moves the time by its length. */
  constructor(options: { readonly start?: number; readonly isAutomatic?: boolean } = {}) {
    this.#now = options.start ?? Date.UTC(2026, 10, 24);
    this.#isAutomatic = options.isAutomatic ?? false;
  }

  /** The time it stands at. */
  now(): number {
    return this.#now;
  }

  /** Always 0, so that waits have no jitter. */
  random(): number {
    return 0;
  }

  /** Notes the wait. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    if (this.#isAutomatic) {
      this.#now += ms;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#sleepers.push({ until: this.#now + ms, wake: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  /** Moves the time and lets everything that was waiting for it run. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#sleepers
        .filter(({ until }) => until <= end)
        .sort((a, b) => a.until - b.until)[0];
      if (next === undefined) break;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets pending promises run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
