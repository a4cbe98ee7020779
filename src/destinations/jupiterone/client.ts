import type { Clock } from './clock.ts';
import { SyncError } from './errors.ts';
import { type ApiRequest, Http, type HttpOptions } from './http.ts';
import { MAX_RETRIES, planRetry } from './retry.ts';
import {
  AWAITING_UPLOADS,
  FINISHED,
  isFinalizing,
  type JobEvent,
  jobOf,
  type SyncJob,
  type SyncMode,
  type SyncSource,
  type UploadKind,
} from './wire.ts';

/** What a client tells while it works. */
export interface ClientEvent {
  readonly kind: 'waiting';
  /** The request that waits. */
  readonly call: string;
  readonly waitMs: number;
  readonly reason: string;
}

/** What a client is made of. */
export interface ClientOptions extends HttpOptions {
  readonly clock: Clock;
  readonly onEvent?: (event: ClientEvent) => void;
}

/** What a client has done so far. */
export interface Effort {
  /** HTTP requests, retries included. */
  readonly requests: number;
  readonly retries: number;
  /** Time that requests waited for limits and between attempts, milliseconds. */
  readonly waitedMs: number;
}

const JOBS = '/persister/synchronization/jobs';

/** Attempts at what is only told or tidied up. */
const FEW_RETRIES = 2;

/**
 * The calls of JupiterOne's synchronisation API (reference 6), each tried as often as makes sense. A limit
 * holds up every request of the client, not only the one that met it.
 */
export class SyncClient {
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #onEvent: (event: ClientEvent) => void;
  #heldUntil = 0;
  #requests = 0;
  #retries = 0;
  #waitedMs = 0;

  constructor(options: ClientOptions) {
    this.#http = new Http(options);
    this.#clock = options.clock;
    this.#onEvent = options.onEvent ?? (() => undefined);
  }

  /** What it has done so far. */
  get effort(): Effort {
    return { requests: this.#requests, retries: this.#retries, waitedMs: this.#waitedMs };
  }

  /**
   * Starts a job. It ignores duplicates: a batch the answer to which was lost is sent again.
   * Of a start the answer to which was lost a job without uploads may stay behind; it changes nothing.
   */
  start(source: SyncSource, syncMode: SyncMode, signal?: AbortSignal): Promise<SyncJob> {
    const body = { ...source, syncMode, ignoreDuplicates: true };
    return this.#call({ method: 'POST', call: 'start', path: JOBS, body: json(body) }, signal);
  }

  /** Uploads a batch: the JSON text of `{"entities":[…]}` or `{"relationships":[…]}`. */
  async upload(
    job: string,
    kind: UploadKind,
    body: Buffer,
    signal?: AbortSignal,
  ): Promise<SyncJob> {
    return this.#call({ ...post(job, kind), call: `upload ${kind}`, body }, signal);
  }

  /** Adds to the job log. Jobs of a scope have none. */
  async tell(job: string, events: readonly JobEvent[], signal?: AbortSignal): Promise<void> {
    const request = { ...post(job, 'events'), body: json({ events }) };
    await this.#send(request, signal, FEW_RETRIES);
  }

  /** Lets the job do its work. One that does it already, because an answer was lost, is no failure. */
  async finalize(
    job: string,
    partialTypes: readonly string[],
    signal?: AbortSignal,
  ): Promise<SyncJob> {
    const body = json({ partialDatasets: { types: partialTypes } });
    try {
      return await this.#call({ ...post(job, 'finalize'), body }, signal);
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'J1_JOB_CLOSED') throw error;
      const found = await this.status(job, signal);
      if (isFinalizing(found) || found.status === FINISHED) return found;
      throw error;
    }
  }

  /**
   * Throws away what was uploaded. One that has ended already is no failure.
   *
   * @returns whether the job is out of the way: false when it works on what was uploaded
   */
  async abort(job: string, reason: string, signal?: AbortSignal): Promise<boolean> {
    try {
      await this.#send({ ...post(job, 'abort'), body: json({ reason }) }, signal, FEW_RETRIES);
      return true;
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      if (error.code === 'J1_NOT_FOUND') return true;
      if (error.code !== 'J1_JOB_CLOSED') throw error;
      const found = await this.status(job, signal);
      return !isFinalizing(found) && found.status !== AWAITING_UPLOADS;
    }
  }

  /** How far a job is. */
  status(job: string, signal?: AbortSignal): Promise<SyncJob> {
    const path = `${JOBS}/${encodeURIComponent(job)}`;
    return this.#call({ method: 'GET', call: 'status', path, job }, signal);
  }

  async #call(request: ApiRequest, signal: AbortSignal | undefined): Promise<SyncJob> {
    return this.#send(request, signal, MAX_RETRIES, (answer) => {
      const job = jobOf(answer);
      if (job !== undefined) return job;
      throw new SyncError('J1_BAD_ANSWER', {
        values: { call: request.call, status: 200, host: 'the API', reason: 'it names no job' },
      });
    });
  }

  async #send<Result = unknown>(
    request: ApiRequest,
    signal: AbortSignal | undefined,
    maxRetries: number,
    read: (answer: unknown) => Result = (answer) => answer as Result,
  ): Promise<Result> {
    let failures = 0;
    let limits = 0;
    for (;;) {
      await this.#waitForTurn(request.call, signal);
      this.#requests += 1;
      try {
        return read(await this.#http.send(request, signal));
      } catch (error) {
        const plan = planRetry(error, { failures, limits }, () => this.#clock.random(), maxRetries);
        if (plan === undefined) throw told(error, request.call, this.#clock.now());
        this.#retries += 1;
        const until = this.#clock.now() + plan.waitMs;
        if (plan.kind === 'limited') {
          limits += 1;
          this.#heldUntil = Math.max(this.#heldUntil, until);
        } else {
          failures += 1;
          await this.#wait(request.call, plan.waitMs, String((error as Error).message), signal);
        }
      }
    }
  }

  /** Everybody waits while JupiterOne asks for it. */
  async #waitForTurn(call: string, signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      const waitMs = this.#heldUntil - this.#clock.now();
      if (waitMs <= 0) return;
      await this.#wait(call, waitMs, 'JupiterOne limits the requests of this account', signal);
    }
  }

  async #wait(call: string, waitMs: number, reason: string, signal?: AbortSignal): Promise<void> {
    this.#onEvent({ kind: 'waiting', call, waitMs, reason });
    this.#waitedMs += waitMs;
    try {
      await this.#clock.sleep(waitMs, signal);
    } catch (error) {
      if (signal?.aborted === true) throw new SyncError('J1_CANCELLED', { cause: error });
      throw error;
    }
  }
}

function post(job: string, action: string): ApiRequest {
  const path = `${JOBS}/${encodeURIComponent(job)}/${action}`;
  return { method: 'POST', call: action, path, job };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** A limit that is not waited for says until when it holds. */
function told(error: unknown, call: string, now: number): unknown {
  if (!(error instanceof SyncError) || error.code !== 'J1_LIMITED') return error;
  const { waitMs } = error;
  const until = waitMs === undefined ? '.' : ` until ${new Date(now + waitMs).toISOString()}.`;
  return new SyncError('J1_LIMITED', {
    values: { call, until },
    waitMs,
    cause: error,
  });
}
