import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { SyncError, type SyncErrorContext } from './errors.ts';
import { refusalOf } from './wire.ts';

const compress = promisify(gzip);

/** Answers are short; what is longer is no answer of this API. */
const LONGEST_ANSWER_BYTES = 4_000_000;
/** Below this a compressed body saves nothing. */
const LEAST_COMPRESSED_BYTES = 1_000;
/** Characters of JupiterOne's own sentence that are repeated. */
const LONGEST_SENTENCE = 300;

/** Where requests go to and who sends them. */
export interface HttpOptions {
  readonly dispatcher: Dispatcher;
  /** Origin of the API. */
  readonly origin: string;
  readonly account: string;
  /** Sent as a bearer token, and nowhere else. */
  readonly apiKey: string;
  /** Milliseconds until the head of an answer has to be there, and between parts of its body. */
  readonly timeoutMs: number;
}

/** A request of the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** `finalize` … for messages. */
  readonly call: string;
  readonly path: string;
  /** Id of the job that it is about. */
  readonly job?: string;
  /** JSON. */
  readonly body?: Buffer;
}

/** Sends single requests. Knows nothing of retries. */
export class Http {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /**
   * Sends a request and gives the JSON of its answer.
   *
   * @throws {SyncError} of any kind but J1_JOB_FAILED
   */
  async send(request: ApiRequest, signal?: AbortSignal): Promise<unknown> {
    const { status, headers, text } = await this.#exchange(request, signal);
    const answer = parsed(text);
    if (status >= 200 && status < 300 && answer !== undefined) return answer;
    throw this.#error(request, status, headers, answer);
  }

  async #exchange(request: ApiRequest, signal: AbortSignal | undefined) {
    const { dispatcher, origin, account, apiKey, timeoutMs } = this.#options;
    const { body } = request;
    const isCompressed = body !== undefined && body.length >= LEAST_COMPRESSED_BYTES;
    try {
      const response = await dispatcher.request({
        origin,
        path: request.path,
        method: request.method,
        headers: {
          accept: 'application/json',
          'user-agent': 'graph-qualys',
          authorization: `Bearer ${apiKey}`,
          'jupiterone-account': account,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
        },
        ...(body === undefined
          ? {}
          : {
              body: isCompressed ? await compress(body, { level: constants.Z_BEST_SPEED }) : body,
            }),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        text: await textOf(response.body),
      };
    } catch (error) {
      if (signal?.aborted === true) throw new SyncError('J1_CANCELLED', { cause: error });
      throw this.#networkError(request, error);
    }
  }

  #networkError(request: ApiRequest, error: unknown): SyncError {
    const { code, message } = describe(error);
    return new SyncError('J1_NETWORK', {
      values: {
        call: request.call,
        host: new URL(this.#options.origin).host,
        reason: `${code} ${message}`.trim(),
      },
      cause: error,
    });
  }

  #error(
    request: ApiRequest,
    status: number,
    headers: Dispatcher.ResponseData['headers'],
    answer: unknown,
  ): SyncError {
    const { code, message } = refusalOf(answer);
    const context: SyncErrorContext = {
      values: {
        call: request.call,
        status,
        job: request.job ?? '',
        bytes: request.body?.length ?? 0,
        host: new URL(this.#options.origin).host,
        reason: status < 300 ? 'it is no JSON' : 'it is no answer of this API',
      },
      serverCode: code,
      serverMessage: message?.slice(0, LONGEST_SENTENCE),
    };
    if (code === 'JOB_NOT_AWAITING_UPLOADS') return new SyncError('J1_JOB_CLOSED', context);
    if (status === 413 || code === 'RequestEntityTooLargeException') {
      return new SyncError('J1_TOO_LARGE', context);
    }
    if (status === 429) {
      return new SyncError('J1_LIMITED', { ...context, waitMs: askedWait(headers) });
    }
    if (status === 408 || status >= 500) return new SyncError('J1_SERVER', context);
    // Whatever the page says: a key that is refused is not sent again and again.
    if (status === 401 || status === 403) return new SyncError('J1_LOGIN_REFUSED', context);
    if (status === 404) return new SyncError('J1_NOT_FOUND', context);
    if (status < 400 || answer === undefined) return new SyncError('J1_BAD_ANSWER', context);
    return new SyncError('J1_REFUSED', context);
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > LONGEST_ANSWER_BYTES) break;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The JSON of a text; an empty body is an answer too; undefined for what is no JSON. */
function parsed(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A page of a proxy, or an answer that was cut: the caller says so, with the status.
    return undefined;
  }
}

type Headers = Dispatcher.ResponseData['headers'];

function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** How long the server asks to wait: Retry-After in seconds or as a date, else RateLimit-Reset in seconds. */
function askedWait(headers: Headers): number | undefined {
  const retryAfter = header(headers, 'retry-after')?.trim();
  const seconds = Number(retryAfter ?? header(headers, 'ratelimit-reset') ?? Number.NaN);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1000);
  const date = Date.parse(retryAfter ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** The code that says most: errors of several addresses and wrapped errors carry it inside. */
function describe(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const inner =
    error instanceof AggregateError ? error.errors[0] : code === '' ? error.cause : undefined;
  if (code === '' && inner instanceof Error) return describe(inner);
  return { code, message: error.message };
}
