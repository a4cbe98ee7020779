import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What became of a login. */
export type LoginOutcome = 'right' | 'wrong' | 'throttled';

/** One answered request. */
export interface AnsweredRequest {
  readonly method: string;
  /** As it was registered; never the address itself, which anybody can make up. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What the server counts, for Prometheus. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'graph_qualys_http_request_duration_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [this.#registry],
  });
  readonly #logins = new Counter({
    name: 'graph_qualys_logins_total',
    help: 'Logins with name and password, by what became of them',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });

  constructor() {
    // Memory, CPU time and event loop of this process.
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Counts an answered request. */
  answered({ method, route, status, seconds }: AnsweredRequest): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  /** Counts a login. */
  login(outcome: LoginOutcome): void {
    this.#logins.inc({ outcome });
  }

  /** Media type of {@link Metrics.text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything, as Prometheus reads it. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
