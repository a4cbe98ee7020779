import type { EndpointName } from '../options.ts';

/** What can go wrong with a request; `docs/guide/fault-scripts.md` tells more, with an example of each. */
export const FAULT_KINDS = [
  /** The connection ends without an answer. */
  'hangUp',
  /** The connection is reset: before the answer, or after `bytes` of the body. */
  'reset',
  /** A good answer that stops after `bytes` (default: half a page) as if it were whole. */
  'truncate',
  /** A good answer whose connection breaks after `bytes`. */
  'cut',
  /** A good answer in pieces of `bytes`, with `pauseMs` between them. */
  'slowBody',
  /** Nothing is sent, or nothing after `bytes` of the body, until the client goes away. */
  'stall',
  /** Status `status` (default 500) with a line of text. */
  'wrongStatus',
  /** 504 with an HTML page. */
  'gatewayTimeout',
  /** 200 with an HTML page. */
  'maintenance',
  /** 200 with GENERIC_RETURN 999. */
  'genericReturn',
  /** 202 with code 1981: ask again later. */
  'processing',
  /** 503 with code 1999. */
  'unavailable',
  /** 500 with code 999. */
  'internalError',
  /** 409 with code 1960. */
  'busy',
  /** 409 with code 1965 and no header that tells how long. */
  'rateLimit',
  /** 409 with `code` (default 1965); `tells` where the time to wait stands. */
  'conflict',
  /** 429, with `Retry-After` unless `tells` is `neither`. */
  'tooManyRequests',
  /** 409 with code 2003: not to be tried again. */
  'registration',
  /** 200 with another document than asked for. */
  'otherRoot',
  /** Characters that XML 1.0 forbids in the middle of RESULTS or other texts. */
  'controlCharacters',
  /** Bytes that are no UTF-8 inside a whole document. */
  'invalidBytes',
  /** A detection (or other record) that is binary garbage, its QID no number. */
  'garbageRecord',
  /** A page that is said not to be the last, whose cursor leads to itself. */
  'cursorStall',
  /** The last `records` of the page before come again. */
  'duplicates',
  /** The first `records` of the page are left out. */
  'gaps',
  /** The announced number of records is wrong `by` so many. */
  'changedCount',
  /** Before the answer, a host gets a new record with another id. */
  'hostMoves',
  /** Requests that ask for `host` fail, always. */
  'failingHost',
  /** Before the answer, the password of the user expires, for good. */
  'passwordExpires',
  /** The connection is closed `idleMs` after the answer, though longer was promised. */
  'shortKeepAlive',
  /** The clock of the platform is wrong by `seconds` in headers and documents. */
  'clockSkew',
] as const;

/** One of {@link FAULT_KINDS}. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * A fault script is a list of these: data that a test or a file can hold. Counting starts with the
 * moment the script was set. Which parameters a kind takes, `fault-schema.ts` knows.
 */
export interface Fault {
  readonly kind: FaultKind;
  /** Endpoint concerned; all of them when absent. */
  readonly endpoint?: EndpointName;
  /** Only requests for this path, whether a slash ends it or not. */
  readonly path?: string;
  /** First request concerned, 1 for the next one. Default 1. */
  readonly at?: number;
  /** How many requests in a row. Default 1. */
  readonly times?: number;
  /** Instead of `at` and `times`: the first request concerned, and the last one; without it there is no end. */
  readonly from?: number;
  readonly to?: number;
  /** Only each so many-th of them. */
  readonly every?: number;
  /** Only requests with these parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Where a body is cut, or the size of its pieces. */
  readonly bytes?: number;
  readonly pauseMs?: number;
  readonly status?: number;
  readonly code?: number;
  readonly tells?: 'header' | 'body' | 'both' | 'neither';
  /** Time to wait; error of the clock. */
  readonly seconds?: number;
  /** Element in whose text the bytes are put. */
  readonly into?: string;
  readonly records?: number;
  readonly by?: number;
  /** Id of a host. */
  readonly host?: number;
  /** How requests for a failing host fail. Default `error`. */
  readonly answer?: 'error' | 'stall';
  readonly idleMs?: number;
}

/** What a script looks at. */
export interface FaultTarget {
  readonly endpoint: EndpointName;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What meets a request: at most one fault that decides the answer, and what only goes with it. */
export interface MetFaults {
  readonly main: Fault | undefined;
  readonly skew: Fault | undefined;
  readonly keepAlive: Fault | undefined;
}

/** Kinds that hold for all requests unless told otherwise. */
const LASTING: ReadonlySet<FaultKind> = new Set(['failingHost', 'shortKeepAlive', 'clockSkew']);

/** Keeps count of the requests that each fault of a script is waiting for. */
export class FaultScript {
  readonly #faults: readonly Fault[];
  readonly #seen: number[];

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
    this.#seen = faults.map(() => 0);
  }

  /**
   * The faults that meet this request. Of several that decide the answer the first one counts.
   *
   * @param asksFor whether the request asks for the host that a fault names
   */
  meet(target: FaultTarget, asksFor: (host: number) => boolean): MetFaults {
    const met: Fault[] = [];
    for (const [position, fault] of this.#faults.entries()) {
      if (fault.endpoint !== undefined && fault.endpoint !== target.endpoint) continue;
      if (fault.path !== undefined && bare(fault.path) !== bare(target.path)) continue;
      const wanted = Object.entries(fault.parameters ?? {});
      if (!wanted.every(([name, value]) => target.parameters[name] === value)) continue;
      if (fault.kind === 'failingHost' && !asksFor(fault.host ?? 0)) continue;
      const seen = (this.#seen[position] ?? 0) + 1;
      this.#seen[position] = seen;
      if (isConcerned(fault, seen)) met.push(fault);
    }
    return {
      main: met.find(({ kind }) => kind !== 'clockSkew' && kind !== 'shortKeepAlive'),
      skew: met.find(({ kind }) => kind === 'clockSkew'),
      keepAlive: met.find(({ kind }) => kind === 'shortKeepAlive'),
    };
  }
}

/** A path without the slash at its end. */
function bare(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function isConcerned(fault: Fault, seen: number): boolean {
  const { at, times, from, to, every } = fault;
  const isRange = from !== undefined || to !== undefined || every !== undefined;
  if (!isRange) {
    if (at === undefined && times === undefined && LASTING.has(fault.kind)) return true;
    const first = at ?? 1;
    return seen >= first && seen < first + (times ?? 1);
  }
  if (seen < (from ?? 1) || seen > (to ?? Number.POSITIVE_INFINITY)) return false;
  if (every === undefined) return true;
  return (from === undefined ? seen : seen - from) % every === 0;
}
