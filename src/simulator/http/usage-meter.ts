import type { EndpointName } from '../options.ts';
import type { Standing } from './limits.ts';

/** What a client used of an endpoint, beside what it was granted. */
export interface EndpointUsage {
  /** Most requests of ours at the same time, whatever was answered. */
  readonly peakInFlight: number;
  /** Requests that may run at the same time, of all consumers; undefined where there is no limit. */
  readonly grantedConcurrency: number | undefined;
  /** Most calls of ours inside one window, refused ones included; what was refused does not stay in it. */
  readonly peakPerWindow: number;
  readonly grantedCalls: number | undefined;
  /** Most that another consumer had at the same time. */
  readonly takenConcurrency: number;
  readonly takenCalls: number;
  /** Answers that told of real limits, not faults, by code. */
  readonly refusals: { readonly 1960: number; readonly 1965: number; readonly 429: number };
  /** Requests that a client could have known to be too many, one sentence each. */
  readonly violations: readonly string[];
}

/** A request from its beginning until nothing of it is left to send. */
export interface Flight {
  readonly endpoint: EndpointName;
  /** How often another consumer had taken some when it came in: what its answer tells is of then. */
  readonly takes: number;
  /** The reader went away before the end. */
  isAborted: boolean;
}

interface Tally {
  peakInFlight: number;
  peakPerWindow: number;
  takes: number;
  takenConcurrency: number;
  takenCalls: number;
  granted: Standing['granted'] | undefined;
  readonly refusals: { 1960: number; 1965: number; 429: number };
  readonly violations: string[];
  readonly open: Set<Flight>;
  /** Whether an answer has told the client how much is left since another consumer took some. */
  isTold: boolean;
}

/**
 * Watches what a client makes of its limits. Limits that another consumer takes part of bind a client once an
 * answer has told it so. A place that is taken away altogether leaves one request at a time, for nobody learns
 * anything without asking.
 */
export class UsageMeter {
  readonly #tallies = new Map<EndpointName, Tally>();

  /** Notes that a request came in. `standing` is undefined for endpoints without limits. */
  begin(endpoint: EndpointName, standing: Standing | undefined): Flight {
    const tally = this.#of(endpoint);
    const others = [...tally.open];
    const flight: Flight = { endpoint, takes: tally.takes, isAborted: false };
    tally.open.add(flight);
    if (standing !== undefined) tally.granted = standing.granted;
    const allowed =
      standing === undefined || !tally.isTold
        ? Number.POSITIVE_INFINITY
        : Math.max(1, standing.granted.concurrency - standing.otherRunning);
    // Who broke off a request may well have sent the next one before we hear of it.
    setImmediate(() =>
      setImmediate(() => {
        const inFlight = 1 + others.filter(({ isAborted }) => !isAborted).length;
        tally.peakInFlight = Math.max(tally.peakInFlight, inFlight);
        if (inFlight <= allowed) return;
        tally.violations.push(`${endpoint}: ${inFlight} requests at once, ${allowed} allowed`);
      }),
    );
    return flight;
  }

  /** Notes that nothing of a request is left, or that its reader went away. Further calls do nothing. */
  end(flight: Flight, isAborted: boolean): void {
    if (!this.#of(flight.endpoint).open.delete(flight)) return;
    flight.isAborted = isAborted;
  }

  /** Notes a call that asked for a place. */
  enter(endpoint: EndpointName, standing: Standing, refusal: 1960 | 1965 | undefined): void {
    const tally = this.#of(endpoint);
    const calls = standing.ownCalls + 1;
    const allowed = standing.granted.calls - standing.otherCalls;
    tally.granted = standing.granted;
    tally.peakPerWindow = Math.max(tally.peakPerWindow, calls);
    if (refusal !== undefined) tally.refusals[refusal]++;
    if (calls > allowed && tally.isTold) {
      tally.violations.push(`${endpoint}: ${calls} calls in a window, ${allowed} allowed`);
    }
  }

  /** Notes a 429 that a real limit gave. */
  refuse(endpoint: EndpointName): void {
    this.#of(endpoint).refusals[429]++;
  }

  /** Notes that an answer told the client how much is left. */
  tell({ endpoint, takes }: Flight): void {
    const tally = this.#of(endpoint);
    if (takes === tally.takes) tally.isTold = true;
  }

  /** Notes that another consumer took some. */
  take(endpoint: EndpointName, standing: Standing): void {
    const tally = this.#of(endpoint);
    tally.granted = standing.granted;
    tally.takenCalls = Math.max(tally.takenCalls, standing.otherCalls);
    tally.takenConcurrency = Math.max(tally.takenConcurrency, standing.otherRunning);
    tally.takes++;
    tally.isTold = false;
  }

  /** Everything so far, for the endpoints that were called. */
  usage(): Partial<Record<EndpointName, EndpointUsage>> {
    return Object.fromEntries(
      [...this.#tallies].map(([endpoint, tally]) => [
        endpoint,
        {
          peakInFlight: tally.peakInFlight,
          grantedConcurrency: tally.granted?.concurrency,
          peakPerWindow: tally.peakPerWindow,
          grantedCalls: tally.granted?.calls,
          takenConcurrency: tally.takenConcurrency,
          takenCalls: tally.takenCalls,
          refusals: { ...tally.refusals },
          violations: [...tally.violations],
        } satisfies EndpointUsage,
      ]),
    );
  }

  #of(endpoint: EndpointName): Tally {
    let tally = this.#tallies.get(endpoint);
    if (tally === undefined) {
      tally = {
        peakInFlight: 0,
        peakPerWindow: 0,
        takes: 0,
        takenConcurrency: 0,
        takenCalls: 0,
        granted: undefined,
        refusals: { 1960: 0, 1965: 0, 429: 0 },
        violations: [],
        open: new Set(),
        isTold: true,
      };
      this.#tallies.set(endpoint, tally);
    }
    return tally;
  }
}
