/** Calls of the API, as fault scripts name them. */
export type StubCall =
  | 'start'
  | 'entities'
  | 'relationships'
  | 'events'
  | 'finalize'
  | 'abort'
  | 'status';

/** What goes wrong. */
export type StubFaultKind =
  /** An answer with this status that does nothing. */
  | { readonly kind: 'status'; readonly status: number; readonly message?: string }
  /** 429, with so many seconds to wait if it says so. */
  | { readonly kind: 'limit'; readonly seconds?: number }
  /** The connection is cut before the request is taken. */
  | { readonly kind: 'cutBefore' }
  /** The request is taken, and the connection cut before the answer. */
  | { readonly kind: 'cutAfter' }
  /** The request is taken, and half of the answer comes. */
  | { readonly kind: 'half' }
  /** The request is taken, and nothing is answered until the client gives up. */
  | { readonly kind: 'silence' }
  /** A page of a proxy, with status 200. */
  | { readonly kind: 'page' }
  /** Somebody else aborts the job before the request is taken. */
  | { readonly kind: 'aborted' }
  /** The job ends with this status instead of being worked in. */
  | { readonly kind: 'jobEnds'; readonly status: string };

/** A fault, and which requests it meets. */
export type StubFault = StubFaultKind & {
  readonly call?: StubCall;
  /** First request of that call that it meets, from 1 on; 1 when not given. */
  readonly from?: number;
  /** How many it meets; 1 when not given. */
  readonly times?: number;
};

/** Requests that were seen, and the faults that meet them. */
export class FaultScript {
  readonly #faults: readonly StubFault[];
  readonly #seen = new Map<string, number>();

  constructor(faults: readonly StubFault[]) {
    this.#faults = faults;
  }

  /** The fault of the next request of a call. */
  next(call: StubCall): StubFault | undefined {
    const nth = this.#count(call);
    const ofAny = this.#count('any');
    return this.#faults.find(({ call: wanted, from = 1, times = 1 }) => {
      if (wanted !== undefined && wanted !== call) return false;
      const at = wanted === undefined ? ofAny : nth;
      return at >= from && at < from + times;
    });
  }

  #count(name: string): number {
    const count = (this.#seen.get(name) ?? 0) + 1;
    this.#seen.set(name, count);
    return count;
  }
}
