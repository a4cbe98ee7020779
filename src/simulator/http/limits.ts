import type { EndpointLimits, EndpointName, SimulatorOptions } from '../options.ts';
import { GENEROUS_LIMITS, STANDARD_LIMITS } from '../options.ts';
import { FoError } from './fo-error.ts';

/** What another consumer of the subscription takes of an endpoint. */
export interface TakenQuota {
  /** Calls inside the window, made now. */
  readonly calls?: number;
  /** Calls that run, until told otherwise. */
  readonly concurrent?: number;
}

/** What an endpoint still has for us, and what we use of it. */
export interface Standing {
  readonly granted: EndpointLimits;
  readonly ownCalls: number;
  readonly otherCalls: number;
  readonly otherRunning: number;
}

interface Consumption {
  /** Starts of the calls inside the window, oldest first. */
  readonly calls: number[];
  readonly otherCalls: number[];
  running: number;
  otherRunning: number;
}

/** Leave to run, with the headers that tell how much is left. */
export interface Admission {
  readonly headers: Readonly<Record<string, string>>;
  /** Gives the place back; further calls do nothing. */
  release(): void;
}

/** A refusal, with its headers. */
export class LimitError extends FoError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: number,
    text: string,
    items: Readonly<Record<string, number>>,
    headers: Readonly<Record<string, string>>,
  ) {
    super(code, 409, text, items);
    this.headers = headers;
  }
}

/** Whoever wants to know of calls as they come, before it is decided whether they may run. */
export type LimitWatcher = (
  endpoint: EndpointName,
  standing: Standing,
  refusal: 1960 | 1965 | undefined,
) => void;

/**
 * Rate and concurrency limits of the classic API: per endpoint, all users and versions together, with a
 * sliding window (reference 5.1).
 */
export class Limiter {
  readonly #options: SimulatorOptions['limits'];
  readonly #clock: () => number;
  readonly #watch: LimitWatcher;
  readonly #consumption = new Map<EndpointName, Consumption>();

  constructor(
    options: SimulatorOptions['limits'],
    clock: () => number,
    watch: LimitWatcher = () => {},
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#watch = watch;
  }

  /**
   * Asks for a place.
   *
   * @param isSerial only one call at a time, whatever the headers say
   * @throws {LimitError} 1960 too many at once (told first), 1965 too many in the window
   */
  enter(endpoint: EndpointName, isSerial: boolean): Admission {
    const limits = this.limits(endpoint);
    const usage = this.#of(endpoint);
    const now = this.#clock();
    const windowMs = limits.windowSeconds * 1000;
    const standing = this.standing(endpoint, isSerial);
    const common = {
      'X-RateLimit-Limit': String(limits.calls),
      'X-RateLimit-Window-Sec': String(limits.windowSeconds),
      'X-Concurrency-Limit-Limit': String(limits.concurrency),
    };
    const runs = usage.running + usage.otherRunning;
    const running = { 'X-Concurrency-Limit-Running': String(runs) };
    if (runs >= standing.granted.concurrency) {
      this.#watch(endpoint, standing, 1960);
      throw new LimitError(
        1960,
        `This API cannot be run again until ${runs} currently running instance(s) have finished.`,
        { CALLS_TO_FINISH: 1 },
        { ...common, ...running },
      );
    }
    const calls = usage.calls.length + usage.otherCalls.length;
    if (calls >= limits.calls) {
      this.#watch(endpoint, standing, 1965);
      const oldest = Math.min(usage.calls[0] ?? now, usage.otherCalls[0] ?? now);
      const seconds = Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
      throw new LimitError(
        1965,
        `This API cannot be run again for another ${Math.floor(seconds / 60)} minutes and ${seconds % 60} seconds.`,
        { SECONDS_TO_WAIT: seconds },
        {
          ...common,
          ...running,
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-ToWait-Sec': String(seconds),
        },
      );
    }
    this.#watch(endpoint, standing, undefined);
    usage.calls.push(now);
    usage.running++;
    let isOpen = true;
    return {
      headers: {
        ...common,
        ...running,
        'X-RateLimit-Remaining': String(limits.calls - calls - 1),
        'X-RateLimit-ToWait-Sec': '0',
      },
      release: () => {
        if (isOpen) usage.running--;
        isOpen = false;
      },
    };
  }

  /** Lets another consumer make calls now, and have so many running from now on. */
  take(endpoint: EndpointName, { calls = 0, concurrent }: TakenQuota): void {
    for (const [name, value] of Object.entries({ calls, concurrent: concurrent ?? 0 })) {
      if (Number.isInteger(value) && value >= 0) continue;
      throw new RangeError(`${name} must be a whole number of at least 0, not ${value}`);
    }
    const usage = this.#of(endpoint);
    const now = this.#clock();
    for (let call = 0; call < calls; call++) usage.otherCalls.push(now);
    if (concurrent !== undefined) usage.otherRunning = concurrent;
  }

  /** How things stand with an endpoint now. */
  standing(endpoint: EndpointName, isSerial: boolean): Standing {
    const limits = this.limits(endpoint);
    const usage = this.#of(endpoint);
    const before = this.#clock() - limits.windowSeconds * 1000;
    for (const calls of [usage.calls, usage.otherCalls]) {
      while (calls[0] !== undefined && calls[0] <= before) calls.shift();
    }
    return {
      granted: isSerial ? { ...limits, concurrency: 1 } : limits,
      ownCalls: usage.calls.length,
      otherCalls: usage.otherCalls.length,
      otherRunning: usage.otherRunning,
    };
  }

  /** The limits of an endpoint, as its headers tell them. */
  limits(endpoint: EndpointName): EndpointLimits {
    if (this.#options === 'generous') return GENEROUS_LIMITS;
    return this.#options?.[endpoint] ?? this.#options?.default ?? STANDARD_LIMITS;
  }

  #of(endpoint: EndpointName): Consumption {
    let usage = this.#consumption.get(endpoint);
    if (usage === undefined) {
      usage = { calls: [], otherCalls: [], running: 0, otherRunning: 0 };
      this.#consumption.set(endpoint, usage);
    }
    return usage;
  }
}
