import type { AuthProvider } from '../auth/auth-provider.ts';
import type { Clock } from '../clock.ts';
import type { Envelope } from '../documents.ts';
import type { EndpointName } from '../endpoint-name.ts';
import { ENDPOINTS, type Endpoint, type EndpointFamily } from '../endpoints.ts';
import { type Effort, QualysError } from '../errors.ts';
import type { OnEvent } from '../events.ts';
import { Limiter } from '../limiter.ts';
import type { Consume, PageResult, PageSummary } from '../page.ts';
import { headerText, readRateHeaders } from '../rate-headers.ts';
import type { XmlDocument } from '../xml/document.ts';
import type { Capture } from './capture.ts';
import { PageStream, type WholePage } from './page-stream.ts';
import { type Acquaintance, planRetry } from './retry.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

/** What a fetcher works with. */
export interface PageFetcherOptions {
  readonly transport: Transport;
  readonly auth: Readonly<Record<EndpointFamily, AuthProvider>>;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
  readonly capture: Capture | undefined;
  /** Never more calls at once per endpoint; undefined leaves it to headers and table. */
  readonly maxConcurrency: number | undefined;
  readonly callReserve: number;
  /** A single longer wait is an error, milliseconds. */
  readonly maxWaitMs: number;
}

/** A page with everything that is known about it. */
export interface FetchedPage<R> extends PageResult<R> {
  readonly envelope: Envelope;
}

/** One page to fetch. */
export interface PageTask<T> {
  readonly endpoint: Endpoint;
  readonly version: string;
  readonly request: HttpRequest;
  readonly document: XmlDocument<T>;
  /** How many ids the request names, if it does. */
  readonly asked?: number | undefined;
  /** Cursor of the next page; throws if the list does not go on where it should. */
  readonly nextOf: (envelope: Envelope) => string | undefined;
}

/** Fetches whole pages: limits, login, attempts and retries around a {@link PageStream}. */
export class PageFetcher {
  readonly #options: PageFetcherOptions;
  readonly #limiters: ReadonlyMap<EndpointName, Limiter>;
  #server: Acquaintance = { hasAnswered: false, hasGivenPage: false };

  constructor(options: PageFetcherOptions) {
    this.#options = options;
    this.#limiters = new Map(
      Object.values(ENDPOINTS).map((endpoint) => [endpoint.name, this.#limiterOf(endpoint)]),
    );
  }

  /** Fetches a page, trying again where that makes sense. Rejects with QualysError. */
  async fetch<T, R>(
    task: PageTask<T>,
    consume: Consume<T, R>,
    signal?: AbortSignal,
  ): Promise<FetchedPage<R>> {
    const run = new PageRun();
    for (;;) {
      try {
        return await this.#attempt(task, consume, run, signal);
      } catch (error) {
        if (signal?.aborted === true) throw aborted(task.endpoint, signal);
        try {
          if (await this.#renewLogin(task, error, run, signal)) continue;
          await this.#prepareRetry(task, error, run, signal);
        } catch (last) {
          if (last instanceof QualysError) last.effort = effortOf(task, run);
          throw last;
        }
      }
    }
  }

  async #attempt<T, R>(
    task: PageTask<T>,
    consume: Consume<T, R>,
    run: PageRun,
    signal: AbortSignal | undefined,
  ): Promise<FetchedPage<R>> {
    const { clock, transport, auth, onEvent } = this.#options;
    const { endpoint } = task;
    const limiter = this.#limiter(endpoint);
    const waitStart = clock.now();
    const release = await limiter.acquire(signal, (reason, until) => {
      onEvent({
        type: 'waiting',
        endpoint: endpoint.name,
        reason,
        ...(until === undefined ? {} : { until }),
      });
    });
    run.waitedMs += clock.now() - waitStart;
    let answer: HttpAnswer | undefined;
    const start = clock.now();
    const attempt = ++run.requests;
    try {
      onEvent({ type: 'request-started', endpoint: endpoint.name, attempt });
      run.login = await auth[endpoint.family].headers(signal);
      answer = await transport.send(endpoint, task.request, run.login, signal);
      this.#server = { ...this.#server, hasAnswered: true };
      limiter.observe(readRateHeaders(answer.headers));
      const { value, whole } = await this.#read(task, answer, consume, run);
      this.#server = { hasAnswered: true, hasGivenPage: true };
      onEvent({
        type: 'request-finished',
        endpoint: endpoint.name,
        attempt,
        status: answer.status,
        durationMs: clock.now() - start,
        bytes: whole.bytes,
        records: whole.builder.recordCount,
      });
      const summary = summarise(task, run, answer, whole);
      return { value, summary, envelope: whole.envelope };
    } catch (error) {
      onEvent({
        type: 'request-failed',
        endpoint: endpoint.name,
        attempt,
        ...(error instanceof QualysError ? { code: error.code } : {}),
        durationMs: clock.now() - start,
      });
      throw error;
    } finally {
      answer?.close();
      release();
    }
  }

  /** Lets the consumer read, and the rest be read if it left early. */
  async #read<T, R>(
    task: PageTask<T>,
    answer: HttpAnswer,
    consume: Consume<T, R>,
    run: PageRun,
  ): Promise<{ readonly value: R; readonly whole: WholePage }> {
    const { endpoint, version, request } = task;
    const capture = await this.#options.capture?.begin(
      {
        endpoint: endpoint.name,
        attempt: run.requests,
        method: request.method,
        path: request.path,
        body: request.body,
      },
      answer.status,
      answer.headers,
    );
    const stream = new PageStream({
      answer,
      document: task.document,
      about: { endpoint: endpoint.name, version },
      isTolerant: run.isTolerant,
      capture,
      check: (envelope) => {
        task.nextOf(envelope);
      },
    });
    try {
      await stream.open();
      const value = await consume(stream);
      while ((await stream.next()).done !== true) {
        // Records that the consumer did not want still have to be there.
      }
      if (stream.whole === undefined) throw new Error('A page ended without being whole');
      return { value, whole: stream.whole };
    } catch (error) {
      // What a consumer throws because the page failed is not the reason.
      throw stream.failure ?? error;
    } finally {
      await capture?.end();
    }
  }

  /**
   * Gets another token where the refused one was one that can be replaced, once per page. A refused
   * password stays refused.
   */
  async #renewLogin<T>(
    { endpoint }: PageTask<T>,
    error: unknown,
    run: PageRun,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const refused = run.login;
    run.login = undefined;
    if (!(error instanceof QualysError) || error.code !== 'Q_LOGIN_REFUSED') return false;
    // Without a login the request for a token was refused, not the token.
    if (refused === undefined || run.isLoginRenewed) return false;
    const { auth, onEvent } = this.#options;
    if ((await auth[endpoint.family].renew?.(refused, signal)) !== true) return false;
    run.isLoginRenewed = true;
    run.retries++;
    onEvent({
      type: 'retry',
      endpoint: endpoint.name,
      attempt: run.requests,
      code: error.code,
      message: error.message,
      waitMs: 0,
    });
    return true;
  }

  /** Waits before the next attempt, or throws the error if there is none. */
  async #prepareRetry<T>(
    task: PageTask<T>,
    error: unknown,
    run: PageRun,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { clock, onEvent, maxWaitMs } = this.#options;
    const { endpoint } = task;
    const plan = planRetry(error, run, this.#server, clock.random);
    if (plan === undefined || !(error instanceof QualysError)) throw error;
    if (plan.waitMs > maxWaitMs) {
      throw new QualysError('Q_WAIT_TOO_LONG', {
        endpoint: endpoint.name,
        values: { seconds: Math.ceil(plan.waitMs / 1000), cap: Math.round(maxWaitMs / 1000) },
        waitMs: plan.waitMs,
        cause: error,
        ...(error.qualysCode === undefined ? {} : { qualysCode: error.qualysCode }),
        ...(error.qualysMessage === undefined ? {} : { qualysMessage: error.qualysMessage }),
      });
    }
    run.retries++;
    onEvent({
      type: 'retry',
      endpoint: endpoint.name,
      attempt: run.requests,
      code: error.code,
      message: error.message,
      waitMs: plan.waitMs,
    });
    if (plan.kind === 'limited') {
      run.limits++;
      // All calls of the endpoint wait, not only this one.
      this.#limiter(endpoint).pause(plan.waitMs, 'limited');
      return;
    }
    run.failures++;
    run.isTolerant ||= error.code === 'Q_MALFORMED_XML' || error.code === 'Q_TRUNCATED';
    const start = clock.now();
    try {
      await clock.sleep(plan.waitMs, signal);
    } catch (cause) {
      throw signal?.aborted === true ? aborted(endpoint, signal) : cause;
    }
    run.waitedMs += clock.now() - start;
  }

  #limiter(endpoint: Endpoint): Limiter {
    return this.#limiters.get(endpoint.name) ?? this.#limiterOf(endpoint);
  }

  #limiterOf(endpoint: Endpoint): Limiter {
    const { clock, callReserve, maxConcurrency, maxWaitMs } = this.#options;
    return new Limiter({
      endpoint: endpoint.name,
      clock,
      callReserve,
      maxWaitMs,
      maxConcurrency: Math.min(endpoint.maxConcurrency, maxConcurrency ?? endpoint.maxConcurrency),
      startConcurrency: endpoint.startConcurrency,
    });
  }
}

/** What happened to a page so far, over all attempts. */
class PageRun {
  requests = 0;
  retries = 0;
  failures = 0;
  limits = 0;
  waitedMs = 0;
  isTolerant = false;
  /** Headers that the attempt at work logged in with. */
  login: Readonly<Record<string, string>> | undefined;
  isLoginRenewed = false;
}

function effortOf<T>({ version }: PageTask<T>, run: PageRun): Effort {
  const { requests, retries, waitedMs } = run;
  return { version, requests, retries, waitedMs };
}

function aborted(endpoint: Endpoint, signal: AbortSignal): QualysError {
  return new QualysError('Q_ABORTED', { endpoint: endpoint.name, cause: signal.reason });
}

function summarise<T>(
  task: PageTask<T>,
  run: PageRun,
  answer: HttpAnswer,
  { envelope, builder, bytes, repairs }: WholePage,
): PageSummary {
  const serverTime = envelope.response?.datetime ?? dateHeader(answer);
  const next = task.nextOf(envelope);
  const subscription = subscriptionOf(answer);
  return {
    endpoint: task.endpoint.name,
    version: task.version,
    requests: run.requests,
    retries: run.retries,
    waitedMs: run.waitedMs,
    bytes,
    records: builder.recordCount,
    ...(serverTime === undefined ? {} : { serverTime }),
    ...(next === undefined ? {} : { next }),
    ...(task.asked === undefined ? {} : { asked: task.asked }),
    ...(envelope.count === undefined ? {} : { announced: envelope.count }),
    ...(subscription === undefined ? {} : { subscription }),
    unknownElements: builder.unknownElements,
    badValues: builder.badValues,
    repairs,
    badRecords: builder.badRecords,
  };
}

function dateHeader(answer: HttpAnswer): number | undefined {
  const time = Date.parse(headerText(answer.headers, 'date') ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** `Qualys:<POD>:<subscription uuid>:<user uuid>` (reference 4); optional. */
function subscriptionOf(answer: HttpAnswer): string | undefined {
  const header = headerText(answer.headers, 'x-powered-by') ?? '';
  return /^Qualys:[^:]*:([0-9a-f-]{36}):/i.exec(header)?.[1]?.toLowerCase();
}
