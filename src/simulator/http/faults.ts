import type { EndpointName } from '../options.ts';

/** What goes wrong with a request. */
export type FaultKind =
  /** The connection ends without an answer. */
  | 'hangUp'
  /** A good answer that stops after `bytes` (default: half a page) as if it were whole. */
  | 'truncate'
  /** A good answer whose connection breaks after `bytes`. */
  | 'cut'
  /** 504 with an HTML page. */
  | 'gatewayTimeout'
  /** 200 with an HTML page. */
  | 'maintenance'
  /** 200 with GENERIC_RETURN 999. */
  | 'genericReturn'
  /** 202 with code 1981: ask again later. */
  | 'processing'
  /** 503 with code 1999. */
  | 'unavailable'
  /** 500 with code 999. */
  | 'internalError'
  /** 409 with code 1960. */
  | 'busy'
  /** 409 with code 1965 and no header that tells how long. */
  | 'rateLimit'
  /** 429. */
  | 'tooManyRequests'
  /** 409 with code 2003: not to be tried again. */
  | 'registration'
  /** 200 with another document than asked for. */
  | 'otherRoot'
  /** Characters that XML 1.0 forbids in the middle of RESULTS or other texts. */
  | 'controlCharacters'
  /** A detection (or other record) that is binary garbage, its QID no number. */
  | 'garbageRecord'
  /** Nothing is sent until the client goes away. */
  | 'stall';

/**
 * A fault script is a list of these: data that a test or a file can hold. Counting starts with the
 * moment the script was set.
 */
export interface Fault {
  readonly kind: FaultKind;
  /** Endpoint concerned; all of them when absent. */
  readonly endpoint?: EndpointName;
  /** First request concerned, 1 for the next one. Default 1. */
  readonly at?: number;
  /** How many requests in a row. Default 1. */
  readonly times?: number;
  /** Only requests with these parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Where a body is cut, bytes. */
  readonly bytes?: number;
}

/** Keeps count of the requests that each fault of a script is waiting for. */
export class FaultScript {
  readonly #faults: readonly Fault[];
  readonly #seen: number[];

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
    this.#seen = faults.map(() => 0);
  }

  /** The fault that meets this request, if any. */
  next(endpoint: EndpointName, parameters: Readonly<Record<string, string>>): Fault | undefined {
    let met: Fault | undefined;
    for (const [position, fault] of this.#faults.entries()) {
      if (fault.endpoint !== undefined && fault.endpoint !== endpoint) continue;
      const wanted = Object.entries(fault.parameters ?? {});
      if (!wanted.every(([name, value]) => parameters[name] === value)) continue;
      const seen = (this.#seen[position] ?? 0) + 1;
      this.#seen[position] = seen;
      const first = fault.at ?? 1;
      if (met === undefined && seen >= first && seen < first + (fault.times ?? 1)) met = fault;
    }
    return met;
  }
}
