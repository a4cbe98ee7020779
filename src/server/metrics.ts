import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { RunRecord } from '../app/run-record.ts';
import type { RunTrigger } from './api/runs.ts';

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
  readonly #runs = new Histogram({
    name: 'graph_qualys_run_duration_seconds',
    help: 'Time from the begin of a run to its end, by how it ended and what began it',
    labelNames: ['status', 'mode', 'trigger'],
    buckets: [10, 30, 60, 300, 900, 3_600, 10_800, 43_200, 86_400],
    registers: [this.#registry],
  });
  readonly #calls = new Counter({
    name: 'graph_qualys_run_requests_total',
    help: 'Requests that runs sent to Qualys',
    labelNames: ['endpoint'],
    registers: [this.#registry],
  });
  readonly #waited = new Counter({
    name: 'graph_qualys_run_waited_seconds_total',
    help: 'Time that runs waited for limits of Qualys and between attempts',
    labelNames: ['endpoint'],
    registers: [this.#registry],
  });
  readonly #missing = new Counter({
    name: 'graph_qualys_run_missing_pages_total',
    help: 'Pages that were missing at the end of a run',
    labelNames: ['endpoint'],
    registers: [this.#registry],
  });
  readonly #lag = new Histogram({
    name: 'graph_qualys_schedule_lag_seconds',
    help: 'How much later than planned a run of the schedule began',
    buckets: [1, 5, 30, 120, 600, 3_600, 86_400],
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

  /** Counts a run that has ended, and what it asked of Qualys. */
  runEnded(record: RunRecord, trigger: RunTrigger): void {
    const { status, mode, startedAt, endedAt, endpoints } = record;
    const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
    this.#runs.observe({ status, mode, trigger }, seconds);
    for (const { name: endpoint, requests, waitedMs, failedPages } of endpoints) {
      this.#calls.inc({ endpoint }, requests);
      this.#waited.inc({ endpoint }, waitedMs / 1000);
      this.#missing.inc({ endpoint }, failedPages.length);
    }
  }

  /** Counts a run that the schedule began. */
  scheduled(lagMs: number): void {
    this.#lag.observe(lagMs / 1000);
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
