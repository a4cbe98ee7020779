import type { EndpointLimits, EndpointName, SimulatorOptions } from '../options.ts';
import { GENEROUS_LIMITS, STANDARD_LIMITS } from '../options.ts';
import { FoError } from './fo-error.ts';

interface Usage {
  /** Starts of the calls inside the window, oldest first. */
  readonly calls: number[];
  running: number;
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

/**
 * Rate and concurrency limits of the classic API: per endpoint, all users and versions together, with a
 * sliding window (reference 5.1).
 */
export class Limiter {
  readonly #options: SimulatorOptions['limits'];
  readonly #clock: () => number;
  readonly #usage = new Map<EndpointName, Usage>();

  constructor(options: SimulatorOptions['limits'], clock: () => number) {
    this.#options = options;
    this.#clock = clock;
  }

  /**
   * Asks for a place.
   *
   * @param isSerial only one call at a time, whatever the headers say
   * @throws {LimitError} 1960 too many at once (told first), 1965 too many in the window
   */
  enter(endpoint: EndpointName, isSerial: boolean): Admission {
    const limits = this.#limits(endpoint);
    const usage = this.#of(endpoint);
    const now = this.#clock();
    const windowMs = limits.windowSeconds * 1000;
    while (usage.calls[0] !== undefined && usage.calls[0] <= now - windowMs) usage.calls.shift();
    const common = {
      'X-RateLimit-Limit': String(limits.calls),
      'X-RateLimit-Window-Sec': String(limits.windowSeconds),
      'X-Concurrency-Limit-Limit': String(limits.concurrency),
    };
    if (usage.running >= (isSerial ? 1 : limits.concurrency)) {
      const running = { 'X-Concurrency-Limit-Running': String(usage.running) };
      throw new LimitError(
        1960,
        `This API cannot be run again until ${usage.running} currently running instance(s) have finished.`,
        { CALLS_TO_FINISH: 1 },
        { ...common, ...running },
      );
    }
    const running = { 'X-Concurrency-Limit-Running': String(usage.running) };
    if (usage.calls.length >= limits.calls) {
      const oldest = usage.calls[0] ?? now;
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
    usage.calls.push(now);
    usage.running++;
    let isOpen = true;
    return {
      headers: {
        ...common,
        ...running,
        'X-RateLimit-Remaining': String(limits.calls - usage.calls.length),
        'X-RateLimit-ToWait-Sec': '0',
      },
      release: () => {
        if (isOpen) usage.running--;
        isOpen = false;
      },
    };
  }

  #limits(endpoint: EndpointName): EndpointLimits {
    if (this.#options === 'generous') return GENEROUS_LIMITS;
    return this.#options?.[endpoint] ?? this.#options?.default ?? STANDARD_LIMITS;
  }

  #of(endpoint: EndpointName): Usage {
    let usage = this.#usage.get(endpoint);
    if (usage === undefined) {
      usage = { calls: [], running: 0 };
      this.#usage.set(endpoint, usage);
    }
    return usage;
  }
}
