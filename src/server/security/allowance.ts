/** How often something may happen: a few times at once, then one more per interval. */
export interface Rate {
  /** Times at once. */
  readonly burst: number;
  /** One more after each of these, milliseconds. */
  readonly everyMs: number;
}

/** Keys that are remembered; beyond that the one that is nearest to a fresh start is forgotten. */
const MOST_KEYS = 10_000;

/**
 * A leaky bucket per key. All it remembers of a key is the time at which it will be as good as new, so what an
 * attacker can fill is bounded, and it empties itself.
 */
export class Allowance {
  readonly #rate: Rate;
  readonly #clock: () => number;
  readonly #fullAt = new Map<string, number>();

  constructor(rate: Rate, clock: () => number) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Milliseconds until it may happen again for this key; 0 when it may now. */
  waitMs(key: string): number {
    const { burst, everyMs } = this.#rate;
    const now = this.#clock();
    const debt = Math.max(0, (this.#fullAt.get(key) ?? 0) - now);
    return Math.max(0, debt - (burst - 1) * everyMs);
  }

  /** It happened. */
  take(key: string): void {
    const now = this.#clock();
    const fullAt = Math.max(now, this.#fullAt.get(key) ?? 0) + this.#rate.everyMs;
    this.#fullAt.set(key, fullAt);
    if (this.#fullAt.size > MOST_KEYS) this.#forget(now);
  }

  /** It did not happen after all. */
  giveBack(key: string): void {
    const fullAt = this.#fullAt.get(key);
    if (fullAt !== undefined) this.#fullAt.set(key, fullAt - this.#rate.everyMs);
  }

  #forget(now: number): void {
    let nearest: readonly [string, number] | undefined;
    for (const entry of this.#fullAt) {
      if (entry[1] <= now) this.#fullAt.delete(entry[0]);
      else if (nearest === undefined || entry[1] < nearest[1]) nearest = entry;
    }
    if (this.#fullAt.size > MOST_KEYS && nearest !== undefined) this.#fullAt.delete(nearest[0]);
  }
}
