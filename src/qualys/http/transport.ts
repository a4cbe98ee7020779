import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { Endpoint } from '../endpoints.ts';
import { QualysError } from '../errors.ts';
import { type HeaderMap, headerText } from '../rate-headers.ts';
import { networkError } from './network-error.ts';

/** A request as it goes over the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With the query. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** An answer whose body is still coming. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: HeaderMap;
  /** The bytes of the body, decompressed. Throws QualysError. */
  readonly chunks: AsyncIterator<Uint8Array>;
  /** Ends the attempt: closes what is still open and stops the clock. To be called in any case. */
  close(): void;
}

/** Where a transport sends requests to. */
export interface TransportOptions {
  readonly dispatcher: Dispatcher;
  /** Origin of the API server. */
  readonly origin: string;
  readonly isProxied: boolean;
}

/** Sent with every request: `/api/…/fo/…` refuses requests without it (reference 3.1). */
const REQUESTED_WITH = 'graph-qualys';
const GUNZIP_CHUNK_BYTES = 65_536;

/** Sends single requests; knows time-outs and compression, but nothing of XML, limits or retries. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * Sends a request and waits for the head of the answer.
   *
   * @throws {QualysError} of the network, Q_TIMEOUT, Q_ABORTED.
   */
  async send(
    endpoint: Endpoint,
    request: HttpRequest,
    auth: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> {
    const { dispatcher, origin } = this.#options;
    const total = new AbortController();
    const timer = setTimeout(() => total.abort(), endpoint.timeouts.totalMs);
    const fail = (error: unknown) => this.#error(error, endpoint, signal, total.signal);
    try {
      const response = await dispatcher.request({
        origin,
        path: request.path,
        method: request.method,
        headers: {
          accept: 'application/xml, text/xml;q=0.9, */*;q=0.1',
          'accept-encoding': 'gzip',
          'user-agent': 'graph-qualys',
          'x-requested-with': REQUESTED_WITH,
          ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
          ...auth,
        },
        ...(request.body === undefined ? {} : { body: request.body }),
        headersTimeout: endpoint.timeouts.headersMs,
        bodyTimeout: endpoint.timeouts.idleMs,
        signal: signal === undefined ? total.signal : AbortSignal.any([signal, total.signal]),
      });
      const body = decompressed(response.body, response.headers);
      // Whoever reads gets the error; a body that nobody reads any more must not end the process.
      response.body.on('error', () => undefined);
      body.on('error', () => undefined);
      return {
        status: response.statusCode,
        headers: response.headers,
        chunks: guarded(body, fail),
        close: () => {
          clearTimeout(timer);
          if (!body.readableEnded) response.body.destroy();
        },
      };
    } catch (error) {
      clearTimeout(timer);
      throw fail(error);
    }
  }

  #error(
    error: unknown,
    { name: endpoint }: Endpoint,
    signal: AbortSignal | undefined,
    total: AbortSignal,
  ): QualysError {
    if (signal?.aborted === true)
      return new QualysError('Q_ABORTED', { endpoint, cause: signal.reason });
    const host = new URL(this.#options.origin).host;
    if (total.aborted) {
      return new QualysError('Q_TIMEOUT', {
        endpoint,
        values: { host, what: 'waiting for the end of the answer' },
        cause: error,
      });
    }
    return networkError(error, { endpoint, host, isProxied: this.#options.isProxied });
  }
}

function decompressed(body: Readable, headers: HeaderMap): Readable {
  const encoding = headerText(headers, 'content-encoding')?.trim().toLowerCase();
  if (encoding !== 'gzip' && encoding !== 'x-gzip') return body;
  const gunzip = createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES });
  // Errors of either reach whoever reads: pipeline destroys the other with them.
  return pipeline(body, gunzip, () => undefined);
}

async function* guarded(
  body: Readable,
  fail: (error: unknown) => QualysError,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    throw fail(error);
  }
}
