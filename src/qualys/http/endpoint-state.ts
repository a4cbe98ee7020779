import type { Clock } from '../clock.ts';
import type { Endpoint } from '../endpoints.ts';
import type { QualysError } from '../errors.ts';
import type { OnEvent } from '../events.ts';
import { Limiter } from '../limiter.ts';
import { PageSize } from '../page-size.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

/** What the state of an endpoint is made of. */
export interface EndpointStateOptions {
  readonly clock: Clock;
  readonly onEvent: OnEvent;
  /** Never more calls at once; undefined leaves it to headers and table. */
  readonly maxConcurrency: number | undefined;
  readonly callReserve: number;
  readonly maxWaitMs: number;
}

/** What is asked for in one answer: records, or bare ids, of which far more fit. */
export type PageKind = 'records' | 'ids';

/** Bare ids that are asked for at once after all of them were too many. */
const IDS_PER_PAGE = 10_000;
/** A connection that breaks off after so long was cut by something that lost patience (reference 6.3). */
const PATIENCE_MS = 60_000;

/** Everything that was learned about one endpoint: its limits, how much it gives at once, whether it works. */
export class EndpointState {
  readonly limiter: Limiter;
  readonly breaker = new CircuitBreaker();
  /** Whether its answers are read leniently from the first attempt on, because strictly they were not readable. */
  isTolerant = false;
  readonly #pageSizes: Readonly<Record<PageKind, PageSize>>;

  constructor(endpoint: Endpoint, options: EndpointStateOptions) {
    const { clock, onEvent, maxConcurrency, callReserve, maxWaitMs } = options;
    this.limiter = new Limiter({
      endpoint: endpoint.name,
      clock,
      callReserve,
      maxWaitMs,
      maxConcurrency: Math.min(endpoint.maxConcurrency, maxConcurrency ?? endpoint.maxConcurrency),
      startConcurrency: endpoint.startConcurrency,
      // Whoever names a number has thought of the others.
      slotReserve: maxConcurrency === undefined ? 1 : 0,
    });
    const pageSize = (kind: PageKind) =>
      new PageSize({
        limitOfAll: IDS_PER_PAGE,
        onChange: (size) => {
          onEvent({
            type: 'page-size',
            endpoint: endpoint.name,
            kind,
            ...(size === undefined ? {} : { pageSize: size }),
          });
        },
      });
    this.#pageSizes = { records: pageSize('records'), ids: pageSize('ids') };
  }

  /** How much is asked for at once, of what kind. */
  pageSize(kind: PageKind): PageSize {
    return this.#pageSizes[kind];
  }
}

/** Whether an answer of half the size may come where this one did not. */
export function isTooMuchAtOnce(error: QualysError, durationMs: number): boolean {
  switch (error.code) {
    case 'Q_TIMEOUT':
    case 'Q_TRUNCATED':
    case 'Q_MALFORMED_XML':
    case 'Q_REQUEST_TOO_LARGE':
      return true;
    case 'Q_CONNECTION_LOST':
      return durationMs >= PATIENCE_MS;
    default:
      return error.httpStatus === 504;
  }
}
