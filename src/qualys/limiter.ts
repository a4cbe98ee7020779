import type { Clock } from './clock.ts';
import type { EndpointName } from './endpoint-name.ts';
import { QualysError } from './errors.ts';
import type { RateHeaders } from './rate-headers.ts';
import { RateWindow } from './rate-window.ts';

/** What a limiter is told once. */
export interface LimiterOptions {
  /** For messages. */
  readonly endpoint: EndpointName;
  readonly clock: Clock;
  /** Never more calls at once. */
  readonly maxConcurrency: number;
  /** Calls at once until an answer tells a limit. */
  readonly startConcurrency: number;
  /** Calls at once that are left to others; at least one is ours. */
  readonly slotReserve: number;
  /** Calls per window that are left to others. */
  readonly callReserve: number;
  /** A longer pause is an error. */
  readonly maxWaitMs: number;
}

/** Why a call has to wait. */
export type WaitReason = 'rate' | 'concurrency' | 'limited';

/** Told once per wait; without `until` one of our own calls has to end first. */
export type OnWait = (reason: WaitReason, until?: number) => void;

/** What is known of the limits of an endpoint; undefined is not known. */
export interface EndpointLimits {
  readonly endpoint: EndpointName;
  /** Calls per window. */
  readonly limit: number | undefined;
  /** Calls left, those that are kept for others included. */
  readonly remaining: number | undefined;
  readonly windowSec: number | undefined;
  /** Calls at once that Qualys allows to the whole subscription. */
  readonly concurrency: number | undefined;
}

/** Calls that went well, after which one more at once is tried again. */
const CALLS_TO_RECOVER = 20;

/** What keeps a call from starting; without `until` it is gone when one of our own calls ends. */
interface Obstacle {
  readonly reason: WaitReason;
  readonly until: number | undefined;
}

/** A call that may not start yet. */
interface Waiter {
  readonly onWait: OnWait;
  readonly start: (end: () => void) => void;
  readonly refuse: (error: unknown) => void;
  /** What it was told last, so that nothing is told twice. */
  told: string | undefined;
}

/**
 * Keeps one endpoint inside its limits, which Qualys counts per subscription and endpoint, all users
 * together (reference 5.1): calls at once, calls per window, and pauses that an answer asked for. Calls
 * start in the order in which they came.
 */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #window: RateWindow;
  readonly #waiting: Waiter[] = [];
  #running = 0;
  /** Calls at once that Qualys allows, once an answer told. */
  #allowed: number | undefined;
  /** How many fewer we take, because others need them. */
  #yielded = 0;
  #wentWell = 0;
  /** No call before this time. */
  #pausedUntil = 0;
  #pauseReason: WaitReason = 'rate';
  /** The pause is our own guess at when a call is free: an answer that knows better ends it. */
  #isGuess = false;
  /** Ends the sleep at whose end waiting calls are looked at again. */
  #alarm: { readonly at: number; readonly off: AbortController } | undefined;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#window = new RateWindow(options.callReserve);
  }

  /** Calls at once that are allowed at the moment. */
  get concurrency(): number {
    return Math.max(1, this.#ceiling() - this.#yielded);
  }

  /** What is known of the limits. */
  get limits(): EndpointLimits {
    const { windowMs, limit } = this.#window;
    const { endpoint, clock } = this.#options;
    return {
      endpoint,
      limit,
      remaining: this.#window.remaining(clock.now()),
      windowSec: windowMs === undefined ? undefined : windowMs / 1000,
      concurrency: this.#allowed,
    };
  }

  /**
   * Waits until a call may start and counts it as running. The returned function ends it and has to be
   * called. Rejects with the reason of the signal when that aborts.
   *
   * @throws {QualysError} Q_WAIT_TOO_LONG when a pause would take longer than the cap.
   */
  async acquire(signal: AbortSignal | undefined, onWait: OnWait): Promise<() => void> {
    signal?.throwIfAborted();
    return await new Promise<() => void>((resolve, reject) => {
      const leave = () => {
        const at = this.#waiting.indexOf(waiter);
        if (at >= 0) this.#waiting.splice(at, 1);
        if (this.#waiting.length === 0) this.#setAlarm(undefined);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        onWait,
        told: undefined,
        start: (end) => {
          signal?.removeEventListener('abort', leave);
          resolve(end);
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
      this.#startWaiting();
    });
  }

  /** Learns from the headers of an answer. A header that is missing says nothing (reference 5.1). */
  observe(headers: RateHeaders): void {
    const now = this.#options.clock.now();
    this.#allowed = headers.concurrencyLimit ?? this.#allowed;
    this.#window.observe(headers, Math.max(0, this.#running - 1), now);
    if (this.#isGuess && headers.remaining !== undefined && !this.#window.isUsedUp(now)) {
      this.#pausedUntil = now;
    }
    if (headers.waitMs !== undefined && headers.waitMs > 0) {
      this.pause(headers.waitMs, 'rate');
      // Qualys itself says when the next call may come: one is tried then, and brings a new number.
      this.#window.allowOne(now);
    }
    this.#startWaiting();
  }

  /** No call for so long. */
  pause(ms: number, reason: WaitReason): void {
    const until = this.#options.clock.now() + ms;
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#pauseReason = reason;
    this.#isGuess = false;
  }

  /** Qualys refused a call because too many were running: others are at work, so we take one less. */
  yieldSlot(): void {
    this.#wentWell = 0;
    this.#yielded = Math.min(this.#yielded + 1, this.#ceiling() - 1);
  }

  /** A call went well. After enough of them one more at once is tried again. */
  succeed(): void {
    if (this.#yielded === 0 || ++this.#wentWell < CALLS_TO_RECOVER) return;
    this.#wentWell = 0;
    this.#yielded--;
    this.#startWaiting();
  }

  /** Calls at once that are ours where nobody else is at work. */
  #ceiling(): number {
    const { maxConcurrency, startConcurrency, slotReserve } = this.#options;
    const ours = this.#allowed === undefined ? startConcurrency : this.#allowed - slotReserve;
    return Math.max(1, Math.min(ours, maxConcurrency));
  }

  /** Starts calls until something is in the way. */
  #startWaiting(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const obstacle = this.#obstacle();
      if (obstacle !== undefined) {
        this.#wait(obstacle);
        return;
      }
      this.#waiting.shift();
      first.start(this.#begin());
    }
    this.#setAlarm(undefined);
  }

  #wait({ reason, until }: Obstacle): void {
    const { clock, endpoint, maxWaitMs } = this.#options;
    const waitMs = until === undefined ? 0 : until - clock.now();
    if (until !== undefined && waitMs > maxWaitMs) {
      this.#setAlarm(undefined);
      for (const { refuse } of this.#waiting.splice(0)) {
        refuse(waitTooLong({ endpoint, waitMs, maxWaitMs, resumeAt: until }));
      }
      return;
    }
    this.#tell(reason, until);
    this.#setAlarm(until);
  }

  #begin(): () => void {
    this.#running++;
    this.#window.count(this.#options.clock.now());
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.#running--;
      this.#startWaiting();
    };
  }

  /** What is in the way of another call now, if anything is. */
  #obstacle(): Obstacle | undefined {
    if (this.#running >= this.concurrency) return { reason: 'concurrency', until: undefined };
    const now = this.#options.clock.now();
    if (now >= this.#pausedUntil) {
      // A guess is tried alone: the answers of calls that are under way may know better.
      if (this.#window.isGuess && this.#running > 0) return { reason: 'rate', until: undefined };
      const waitMs = this.#window.waitMs(now);
      if (waitMs === undefined) return undefined;
      this.pause(waitMs, 'rate');
      this.#isGuess = true;
      this.#window.allowOne(now);
    }
    return { reason: this.#pauseReason, until: this.#pausedUntil };
  }

  #tell(reason: WaitReason, until: number | undefined): void {
    const what = `${reason} ${until ?? ''}`;
    for (const waiter of this.#waiting) {
      if (waiter.told === what) continue;
      waiter.told = what;
      waiter.onWait(reason, until);
    }
  }

  /** Looks at the waiting calls again at that time; without a time not any more. */
  #setAlarm(at: number | undefined): void {
    if (this.#alarm?.at === at) return;
    this.#alarm?.off.abort();
    this.#alarm = undefined;
    if (at === undefined) return;
    const alarm = { at, off: new AbortController() };
    this.#alarm = alarm;
    const { clock } = this.#options;
    clock.sleep(at - clock.now(), alarm.off.signal).then(
      () => {
        if (this.#alarm !== alarm) return;
        this.#alarm = undefined;
        this.#startWaiting();
      },
      (error: unknown) => {
        // Switched off: nobody waits for it any more.
        if (this.#alarm !== alarm) return;
        this.#alarm = undefined;
        for (const { refuse } of this.#waiting.splice(0)) refuse(error);
      },
    );
  }
}

/** The error of a wait that is longer than a run waits. */
export function waitTooLong(wait: {
  readonly endpoint: EndpointName;
  readonly waitMs: number;
  readonly maxWaitMs: number;
  readonly resumeAt: number;
  /** The answer that asked for it. */
  readonly cause?: QualysError;
}): QualysError {
  const { endpoint, waitMs, maxWaitMs, resumeAt, cause } = wait;
  return new QualysError('Q_WAIT_TOO_LONG', {
    endpoint,
    values: {
      time: new Date(Math.ceil(resumeAt / 1000) * 1000).toISOString().replace('.000', ''),
      seconds: Math.ceil(waitMs / 1000),
      cap: Math.round(maxWaitMs / 1000),
    },
    waitMs,
    resumeAt,
    ...(cause === undefined ? {} : { cause }),
    ...(cause?.qualysCode === undefined ? {} : { qualysCode: cause.qualysCode }),
    ...(cause?.qualysMessage === undefined ? {} : { qualysMessage: cause.qualysMessage }),
  });
}
