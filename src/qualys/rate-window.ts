import type { RateHeaders } from './rate-headers.ts';

/** Without any hint: one call frees up in about this time. */
const FALLBACK_MS = 60_000;
/** A try that found no more calls makes the next wait longer by this factor. */
const GROWTH = 2;

/**
 * The calls of one endpoint in the sliding window of Qualys (reference 5.1): how many are left as far as
 * the last answer told, less the calls since, and when more become free. It leaves some to others.
 */
export class RateWindow {
  /** Calls per window, once an answer told. */
  limit: number | undefined;
  /** Length of the window, once an answer told. */
  windowMs: number | undefined;

  readonly #callReserve: number;
  #remaining: number | undefined;
  #observedAt = 0;
  /** When our own calls began, oldest first: they leave the window one by one. */
  readonly #own: number[] = [];
  #isGuess = false;
  /** Waits in a row after which there were still too few calls. */
  #vainWaits = 0;

  constructor(callReserve: number) {
    this.#callReserve = callReserve;
  }

  /** Calls that are left, the reserve included; undefined while no answer told. */
  remaining(now: number): number | undefined {
    const isOutdated = this.windowMs !== undefined && now - this.#observedAt >= this.windowMs;
    return isOutdated && this.limit !== undefined ? this.limit : this.#remaining;
  }

  /** How many are left was not told since a call was let in whatever the numbers said. */
  get isGuess(): boolean {
    return this.#isGuess;
  }

  /** Learns from an answer; `othersInFlight` calls may not be in its numbers yet. */
  observe(headers: RateHeaders, othersInFlight: number, now: number): void {
    this.limit = headers.limit ?? this.limit;
    this.windowMs = headers.windowMs ?? this.windowMs;
    if (headers.remaining === undefined) return;
    this.#remaining = Math.max(0, headers.remaining - othersInFlight);
    this.#isGuess = false;
    this.#observedAt = now;
    // Exactly the reserve: what had become free was used, as it should be.
    if (this.#remaining >= this.#reserve()) this.#vainWaits = 0;
  }

  /** A call of ours begins. */
  count(now: number): void {
    const left = this.remaining(now);
    if (left !== undefined) {
      if (left !== this.#remaining) this.#observedAt = now;
      this.#remaining = Math.max(0, left - 1);
    }
    this.#own.push(now);
    const most = this.limit ?? 1000;
    if (this.#own.length > most) this.#own.splice(0, this.#own.length - most);
  }

  /** Whether all calls that are left are kept for others. */
  isUsedUp(now: number): boolean {
    const left = this.remaining(now);
    return left !== undefined && left <= this.#reserve();
  }

  /** Milliseconds until a call is free that nobody else needs; undefined if there is one now. */
  waitMs(now: number): number | undefined {
    const left = this.remaining(now);
    const reserve = this.#reserve();
    if (left === undefined || left > reserve) return undefined;
    return this.#waitFor(reserve - left + 1, left, now);
  }

  /** After a wait one call is tried whatever the numbers say: its answer brings new ones. */
  allowOne(now: number): void {
    this.#remaining = this.#reserve() + 1;
    this.#isGuess = true;
    this.#observedAt = now;
    this.#vainWaits++;
  }

  /**
   * Our own calls leave the window at known times. Those of others, and ours from before, leave at
   * unknown ones: on average they are spread evenly over it.
   */
  #waitFor(missing: number, left: number, now: number): number {
    const { windowMs, limit } = this;
    const growth = GROWTH ** Math.min(this.#vainWaits, 10);
    if (windowMs === undefined || limit === undefined) return FALLBACK_MS * growth;
    while (this.#own.length > 0 && (this.#own[0] ?? 0) + windowMs <= now) this.#own.shift();
    const others = Math.max(0, limit - left - this.#own.length);
    const estimate =
      others >= missing ? Math.ceil((missing * windowMs) / others) * growth : windowMs;
    const first = this.#own[missing - 1];
    const known = first === undefined ? windowMs : first + windowMs - now;
    return Math.max(1, Math.min(estimate, known, windowMs));
  }

  /** Calls left to others; where the limit is smaller than the reserve, a tenth of it. */
  #reserve(): number {
    const { limit } = this;
    return limit !== undefined && limit <= this.#callReserve
      ? Math.floor(limit / 10)
      : this.#callReserve;
  }
}
