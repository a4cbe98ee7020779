import type { Clock } from './clock.ts';
import type { EndpointName } from './endpoint-name.ts';
import { QualysError } from './errors.ts';
import type { RateHeaders } from './rate-headers.ts';

/** What a limiter is told once. */
export interface LimiterOptions {
  /** For messages. */
  readonly endpoint: EndpointName;
  readonly clock: Clock;
  /** Never more calls at once. */
  readonly maxConcurrency: number;
  /** Calls at once until an answer tells a limit. */
  readonly startConcurrency: number;
  /** Calls per window that are left to others. */
  readonly callReserve: number;
  /** A longer pause is an error. */
  readonly maxWaitMs: number;
}

/** Why a call has to wait. */
export type WaitReason = 'rate' | 'concurrency' | 'limited';

/** Told once per wait; without `until` one of our own calls has to end first. */
export type OnWait = (reason: WaitReason, until?: number) => void;

/** Without a hint for how long: one call frees up in about this time. */
const FALLBACK_RATE_WAIT_MS = 60_000;

/**
 * Keeps one endpoint inside its limits, which Qualys counts per subscription and endpoint, all users
 * together (reference 5.1): calls at once, calls per window, and pauses that an answer asked for.
 */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #concurrency: number;
  /** Calls left in the window as far as known: the last header less the calls since. */
  #remaining: number | undefined;
  #limit: number | undefined;
  #windowMs: number | undefined;
  /** No call before this time. */
  #pausedUntil = 0;
  #pauseReason: WaitReason = 'rate';

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#concurrency = Math.max(1, Math.min(options.startConcurrency, options.maxConcurrency));
  }

  /** Calls at once that are allowed at the moment. */
  get concurrency(): number {
    return this.#concurrency;
  }

  /**
   * Waits until a call may start and counts it as running. The returned function ends it and has to be
   * called exactly once. Rejects with the reason of the signal when that aborts.
   *
   * @throws {QualysError} Q_WAIT_TOO_LONG when a pause would take longer than the cap.
   */
  async acquire(signal: AbortSignal | undefined, onWait: OnWait): Promise<() => void> {
    let isQueueing = false;
    for (;;) {
      signal?.throwIfAborted();
      if (this.#running >= this.#concurrency) {
        if (!isQueueing) onWait('concurrency');
        isQueueing = true;
        await this.#untilOneEnds(signal);
        continue;
      }
      const until = this.#blockedUntil();
      if (until === undefined) return this.#start();
      const { clock, maxWaitMs } = this.#options;
      const waitMs = until - clock.now();
      if (waitMs > maxWaitMs) throw waitTooLong(this.#options.endpoint, waitMs, maxWaitMs);
      onWait(this.#pauseReason, until);
      await clock.sleep(waitMs, signal);
    }
  }

  /** Learns from the headers of an answer. A header that is missing says nothing (reference 5.1). */
  observe(headers: RateHeaders): void {
    if (headers.concurrencyLimit !== undefined) {
      // One call less than allowed: other users of the subscription work with the same limit.
      this.#concurrency = Math.max(
        1,
        Math.min(headers.concurrencyLimit - 1, this.#options.maxConcurrency),
      );
    }
    this.#limit = headers.limit ?? this.#limit;
    this.#windowMs = headers.windowMs ?? this.#windowMs;
    if (headers.remaining !== undefined) this.#remaining = headers.remaining;
    if (headers.waitMs !== undefined && headers.waitMs > 0) {
      this.pause(headers.waitMs, 'rate');
      // Qualys itself says when the next call may come: one is tried then, and brings a new number.
      this.#remaining = this.#reserve() + 1;
    }
    this.#wake();
  }

  /** No call for so long. */
  pause(ms: number, reason: WaitReason): void {
    const until = this.#options.clock.now() + ms;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#pauseReason = reason;
  }

  #start(): () => void {
    this.#running++;
    if (this.#remaining !== undefined) this.#remaining--;
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.#running--;
      this.#wake();
    };
  }

  /** The end of the pause that a call has to sit out now, if there is one. */
  #blockedUntil(): number | undefined {
    const now = this.#options.clock.now();
    if (now < this.#pausedUntil) return this.#pausedUntil;
    if (this.#remaining === undefined || this.#remaining > this.#reserve()) return undefined;
    const missing = this.#reserve() - this.#remaining + 1;
    // The window slides: on average a call becomes free every window/limit. After the wait one call is
    // tried, and its headers say how things stand.
    const perCall =
      this.#windowMs === undefined || this.#limit === undefined || this.#limit === 0
        ? FALLBACK_RATE_WAIT_MS
        : this.#windowMs / this.#limit;
    this.pause(Math.min(Math.ceil(missing * perCall), this.#options.maxWaitMs), 'rate');
    this.#remaining = this.#reserve() + 1;
    return this.#pausedUntil;
  }

  /** Calls left to others; where the limit is smaller than the reserve, a tenth of it. */
  #reserve(): number {
    const { callReserve } = this.#options;
    return this.#limit !== undefined && this.#limit <= callReserve
      ? Math.floor(this.#limit / 10)
      : callReserve;
  }

  #untilOneEnds(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = this.#waiting.indexOf(go);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal?.reason);
      };
      const go = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(go);
    });
  }

  /** Lets as many go on as there is room for; each looks again for itself. */
  #wake(): void {
    for (let free = this.#concurrency - this.#running; free > 0; free--) this.#waiting.shift()?.();
  }
}

function waitTooLong(endpoint: EndpointName, waitMs: number, maxWaitMs: number): QualysError {
  return new QualysError('Q_WAIT_TOO_LONG', {
    endpoint,
    values: { seconds: Math.ceil(waitMs / 1000), cap: Math.round(maxWaitMs / 1000) },
    waitMs,
  });
}
