import type { EndpointName } from '../options.ts';

/** One request as the simulator saw it. */
export interface LoggedRequest {
  readonly number: number;
  /** Undefined for paths that are no endpoint. */
  readonly endpoint: EndpointName | undefined;
  readonly method: string;
  readonly path: string;
  /** Version of the API in the path. */
  readonly version: string | undefined;
  /** Query and form of classic calls; `fields` and `body` of portal calls. Never the credentials. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Requests of the same endpoint that ran when it came, itself included. */
  readonly inFlight: number;
  /** Undefined until the answer begins. */
  readonly status: number | undefined;
  /** Bytes of the body before compression. */
  readonly bytes: number;
  /** Whole: written to the end. Cut: the client or a fault ended it. */
  readonly outcome: 'running' | 'whole' | 'cut';
}

/** The entry of a request while it is written. */
export type OpenRequest = { -readonly [Name in keyof LoggedRequest]: LoggedRequest[Name] };

const KEPT = 50_000;

/** The last 50,000 requests, oldest first. */
export class RequestLog {
  readonly #entries: OpenRequest[] = [];
  readonly #inside = new Set<OpenRequest>();
  readonly #running = new Map<EndpointName | undefined, number>();
  #count = 0;

  /** What happened so far. */
  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  /** Notes a request that came in. */
  begin(
    facts: Pick<LoggedRequest, 'endpoint' | 'method' | 'path' | 'version' | 'parameters'>,
  ): OpenRequest {
    const inFlight = (this.#running.get(facts.endpoint) ?? 0) + 1;
    this.#running.set(facts.endpoint, inFlight);
    const entry: OpenRequest = {
      ...facts,
      number: ++this.#count,
      inFlight,
      status: undefined,
      bytes: 0,
      outcome: 'running',
    };
    this.#inside.add(entry);
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
    return entry;
  }

  /** It counts as running no longer; its answer is about to be complete. Further calls do nothing. */
  leave(entry: OpenRequest): void {
    if (!this.#inside.delete(entry)) return;
    this.#running.set(entry.endpoint, (this.#running.get(entry.endpoint) ?? 1) - 1);
  }

  /** Notes how it ended. */
  end(entry: OpenRequest, isWhole: boolean): void {
    this.leave(entry);
    entry.outcome = isWhole ? 'whole' : 'cut';
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.length = 0;
  }
}
