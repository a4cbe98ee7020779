import type { AuthProvider } from '../auth/auth-provider.ts';
import type { Envelope } from '../documents.ts';
import type { EndpointName } from '../endpoint-name.ts';
import { ENDPOINTS, type Endpoint, type EndpointFamily } from '../endpoints.ts';
import { QualysError } from '../errors.ts';
import { type EndpointLimits, waitTooLong } from '../limiter.ts';
import type { Consume, PageResult } from '../page.ts';
import { readRateHeaders } from '../rate-headers.ts';
import type { AttemptWish } from '../requests.ts';
import type { XmlDocument } from '../xml/document.ts';
import type { Capture } from './capture.ts';
import {
  EndpointState,
  type EndpointStateOptions,
  isTooMuchAtOnce,
  type PageKind,
} from './endpoint-state.ts';
import { LoginGuard } from './login-guard.ts';
import { PageRun } from './page-run.ts';
import { PageStream, type WholePage } from './page-stream.ts';
import { type Acquaintance, planRetry, type RetryPlan } from './retry.ts';
import { summarise } from './summarise.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

/** What a fetcher works with. */
export interface PageFetcherOptions extends EndpointStateOptions {
  readonly transport: Transport;
  readonly auth: Readonly<Record<EndpointFamily, AuthProvider>>;
  readonly capture: Capture | undefined;
  /** No further call begins once it aborts: those that wait reject with its reason, those under way come to their end. */
  readonly stopSignal?: AbortSignal | undefined;
}

/** A page with everything that is known about it. */
export interface FetchedPage<R> extends PageResult<R> {
  readonly envelope: Envelope;
}

/** How much a page is to hold. */
export interface WantedSize {
  /** Records, or Infinity for all of them. */
  readonly records: number;
  readonly kind: PageKind;
}

/** One page to fetch. */
export interface PageTask<T> {
  readonly endpoint: Endpoint;
  readonly version: string;
  /** The request for so many records; a smaller number is asked for after trouble. */
  readonly request: (pageSize: number) => HttpRequest;
  /** Undefined where the size of an answer cannot be chosen. */
  readonly size?: WantedSize | undefined;
  readonly document: XmlDocument<T>;
  /** How many ids the request names, if it does. */
  readonly asked?: number | undefined;
  readonly attempts?: AttemptWish | undefined;
  /** Cursor of the next page; throws if the list does not go on where it should. */
  readonly nextOf: (envelope: Envelope) => string | undefined;
}

/** Fetches whole pages: limits, login, attempts and retries around a {@link PageStream}. */
export class PageFetcher {
  readonly #options: PageFetcherOptions;
  readonly #states: ReadonlyMap<EndpointName, EndpointState>;
  readonly #login = new LoginGuard();
  #server: Acquaintance = { hasAnswered: false, hasGivenPage: false };

  constructor(options: PageFetcherOptions) {
    this.#options = options;
    this.#states = new Map(
      Object.values(ENDPOINTS).map((endpoint) => [
        endpoint.name,
        new EndpointState(endpoint, options),
      ]),
    );
  }

  /** What is known of the limits, endpoint by endpoint. */
  limits(): readonly EndpointLimits[] {
    return [...this.#states.values()].map(({ limiter }) => limiter.limits);
  }

  /** Fetches a page, trying again where that makes sense. Rejects with QualysError. */
  async fetch<T, R>(
    task: PageTask<T>,
    consume: Consume<T, R>,
    signal?: AbortSignal,
  ): Promise<FetchedPage<R>> {
    const run = new PageRun();
    const watch = this.#watch(signal);
    try {
      for (;;) {
        const outcome = await this.#attempt(task, consume, run, signal, watch);
        if ('envelope' in outcome) return outcome;
        await this.#wait(outcome, run, watch);
      }
    } catch (error) {
      const last = signal?.aborted === true ? aborted(task.endpoint, signal) : error;
      // Also when it was the request for another token that was refused.
      this.#login.note(last);
      if (last instanceof QualysError) last.effort = run.effort(task.version);
      throw last;
    }
  }

  /** Ends what waits for its turn. */
  #watch(signal: AbortSignal | undefined): AbortSignal {
    const { stopSignal } = this.#options;
    const watch = this.#login.signalWith(signal);
    return stopSignal === undefined ? watch : AbortSignal.any([watch, stopSignal]);
  }

  /** Makes an attempt. What comes of a failure is decided before another call of the endpoint may start. */
  async #attempt<T, R>(
    task: PageTask<T>,
    consume: Consume<T, R>,
    run: PageRun,
    signal: AbortSignal | undefined,
    watch: AbortSignal,
  ): Promise<FetchedPage<R> | RetryPlan> {
    const { clock, transport, auth, onEvent } = this.#options;
    const { endpoint } = task;
    const state = this.#state(endpoint);
    const login = auth[endpoint.family];
    const leave = await this.#enter(endpoint, run, login, watch);
    let answer: HttpAnswer | undefined;
    const start = clock.now();
    run.startedAt = start;
    const attempt = ++run.requests;
    try {
      onEvent({ type: 'request-started', endpoint: endpoint.name, attempt });
      const proof = await login.headers(signal);
      // Meanwhile another call may have been refused.
      this.#login.check();
      run.login = proof;
      run.pageSize = task.size && state.pageSize(task.size.kind).of(task.size.records);
      answer = await transport.send(endpoint, task.request(run.pageSize ?? 0), proof, signal);
      this.#server = { ...this.#server, hasAnswered: true };
      state.limiter.observe(readRateHeaders(answer.headers));
      const { value, whole } = await this.#read(task, answer, consume, run, login);
      this.#learnFromPage(task, run, whole);
      onEvent({
        type: 'request-finished',
        endpoint: endpoint.name,
        attempt,
        status: answer.status,
        durationMs: clock.now() - start,
        bytes: whole.bytes,
        records: whole.builder.recordCount,
      });
      const { version, asked } = task;
      const next = task.nextOf(whole.envelope);
      const facts = { endpoint: endpoint.name, version, asked, next };
      return { value, summary: summarise(facts, run, answer, whole), envelope: whole.envelope };
    } catch (error) {
      onEvent({
        type: 'request-failed',
        endpoint: endpoint.name,
        attempt,
        ...(error instanceof QualysError ? { code: error.code } : {}),
        durationMs: clock.now() - start,
      });
      answer?.close();
      if (signal?.aborted === true) throw error;
      return await this.#react(task, error, run, signal);
    } finally {
      answer?.close();
      leave();
    }
  }

  /** Waits until the call may start: for the limits of its endpoint, and while a login is tried out. */
  async #enter(
    endpoint: Endpoint,
    run: PageRun,
    login: AuthProvider,
    watch: AbortSignal,
  ): Promise<() => void> {
    const { clock, onEvent } = this.#options;
    const start = clock.now();
    this.#login.check();
    let release: (() => void) | undefined;
    try {
      release = await this.#state(endpoint).limiter.acquire(watch, (reason, until) => {
        onEvent({
          type: 'waiting',
          endpoint: endpoint.name,
          reason,
          ...(until === undefined ? {} : { until }),
        });
      });
      const endTrial = await this.#login.enter(login, watch);
      run.waitedMs += clock.now() - start;
      const end = release;
      return () => {
        endTrial();
        end();
      };
    } catch (error) {
      release?.();
      run.waitedMs += clock.now() - start;
      this.#login.check();
      throw error;
    }
  }

  #learnFromPage<T>({ endpoint, size }: PageTask<T>, run: PageRun, whole: WholePage): void {
    const state = this.#state(endpoint);
    this.#server = { hasAnswered: true, hasGivenPage: true };
    state.limiter.succeed();
    state.breaker.gavePage();
    // Strictly it could not be read: the next ones would fail once each as well.
    state.isTolerant ||= whole.leniences > 0;
    if (size !== undefined && run.pageSize !== undefined) {
      state.pageSize(size.kind).grow(run.pageSize, size.records);
    }
  }

  /** Lets the consumer read, and the rest be read if it left early. */
  async #read<T, R>(
    task: PageTask<T>,
    answer: HttpAnswer,
    consume: Consume<T, R>,
    run: PageRun,
    login: AuthProvider,
  ): Promise<{ readonly value: R; readonly whole: WholePage }> {
    const { endpoint, version } = task;
    const request = task.request(run.pageSize ?? 0);
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
      isTolerant: run.isTolerant || this.#state(endpoint).isTolerant,
      capture,
      check: (envelope) => {
        task.nextOf(envelope);
      },
    });
    try {
      await stream.open();
      this.#login.prove(login);
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
    error: QualysError,
    run: PageRun,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const refused = run.login;
    run.login = undefined;
    if (error.code !== 'Q_LOGIN_REFUSED') return false;
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

  /** Says how it goes on after a failure, or throws the error if there is no other attempt. */
  async #react<T>(
    task: PageTask<T>,
    error: unknown,
    run: PageRun,
    signal: AbortSignal | undefined,
  ): Promise<RetryPlan> {
    if (!(error instanceof QualysError)) throw error;
    if (await this.#renewLogin(task, error, run, signal)) return { kind: 'renewed', waitMs: 0 };
    this.#login.note(error);
    const plan = this.#plan(task, error, run);
    if (plan === undefined) throw error;
    run.retries++;
    this.#options.onEvent({
      type: 'retry',
      endpoint: task.endpoint.name,
      attempt: run.requests,
      code: error.code,
      message: error.message,
      waitMs: plan.waitMs,
    });
    if (plan.kind === 'limited') {
      run.limits++;
    } else {
      run.failures++;
      run.isTolerant ||= error.code === 'Q_MALFORMED_XML' || error.code === 'Q_TRUNCATED';
    }
    return plan;
  }

  /** Waits before the next attempt; for a limit all calls of the endpoint wait, where they start. */
  async #wait({ kind, waitMs }: RetryPlan, run: PageRun, watch: AbortSignal): Promise<void> {
    if (kind !== 'failure') return;
    const { clock } = this.#options;
    const start = clock.now();
    try {
      await clock.sleep(waitMs, watch);
    } catch (error) {
      this.#login.check();
      throw error;
    } finally {
      run.waitedMs += clock.now() - start;
    }
  }

  /** What the failure teaches about the endpoint, and whether there is another attempt. */
  #plan<T>(
    { endpoint, size, attempts }: PageTask<T>,
    error: QualysError,
    run: PageRun,
  ): RetryPlan | undefined {
    const { clock, maxWaitMs } = this.#options;
    const { limiter, breaker, pageSize } = this.#about(endpoint, size?.kind);
    const used = run.pageSize;
    const canShrink = pageSize !== undefined && used !== undefined && used > 1;
    if (canShrink && isTooMuchAtOnce(error, clock.now() - run.startedAt)) pageSize.shrink(used);
    const plan = planRetry(
      error,
      run,
      { ...this.#server, attempts, canShrink, isBroken: breaker.isOpen },
      clock.random,
    );
    if (plan === undefined) {
      if (error.isRetryable && error.code !== 'Q_LIMITED') breaker.gaveUp();
      return undefined;
    }
    if (plan.kind === 'limited') {
      if (error.qualysCode === '1960') limiter.yieldSlot();
      limiter.pause(plan.waitMs, 'limited');
    }
    if (plan.waitMs <= maxWaitMs) return plan;
    throw waitTooLong({
      endpoint: endpoint.name,
      waitMs: plan.waitMs,
      maxWaitMs,
      resumeAt: clock.now() + plan.waitMs,
      cause: error,
    });
  }

  #about(endpoint: Endpoint, kind: PageKind | undefined) {
    const state = this.#state(endpoint);
    const { limiter, breaker } = state;
    return { limiter, breaker, pageSize: kind === undefined ? undefined : state.pageSize(kind) };
  }

  #state(endpoint: Endpoint): EndpointState {
    const state = this.#states.get(endpoint.name);
    if (state === undefined) throw new TypeError(`No endpoint is called ${endpoint.name}`);
    return state;
  }
}

function aborted(endpoint: Endpoint, signal: AbortSignal): QualysError {
  return new QualysError('Q_ABORTED', { endpoint: endpoint.name, cause: signal.reason });
}
