import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { QualysError } from '../errors.ts';
import type { HeaderMap } from '../rate-headers.ts';

/** What a captured attempt says about itself. */
export interface CapturedRequest {
  readonly endpoint: string;
  readonly attempt: number;
  readonly method: string;
  readonly path: string;
  /** Body that was sent, if any. */
  readonly body: string | undefined;
}

const REDACTED = '[redacted]';

/**
 * Keeps raw answers for support: one file per attempt with the request line, the parameters, the status,
 * the headers and the body as it came. Credentials never get in: request headers are not written, nor
 * are cookies, and the secrets of the login are replaced wherever they stand.
 */
export class Capture {
  readonly #folder: string;
  readonly #secrets: () => readonly string[];
  #sequence = 0;

  /** Secrets are asked for at each page: tokens come and go. */
  constructor(folder: string, secrets: () => readonly string[]) {
    this.#folder = folder;
    this.#secrets = secrets;
  }

  /**
   * Starts the file of an attempt.
   *
   * @throws {QualysError} Q_CAPTURE, as all methods of the result do.
   */
  async begin(request: CapturedRequest, status: number, headers: HeaderMap): Promise<CapturedBody> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw captureError(this.#folder, error);
    }
    this.#sequence++;
    const number = String(this.#sequence).padStart(6, '0');
    const file = join(
      this.#folder,
      `${number}-${request.endpoint}-attempt-${request.attempt}.http`,
    );
    const body = new CapturedBody(
      createWriteStream(file, { mode: 0o600 }),
      toRedact(this.#secrets()),
      this.#folder,
    );
    const head = [
      `${request.method} ${request.path}`,
      ...(request.body === undefined ? [] : ['', request.body]),
      '',
      `HTTP ${status}`,
      ...Object.entries(headers)
        .filter(([name]) => name !== 'set-cookie')
        .map(([name, value]) => `${name}: ${String(value)}`),
      '',
      '',
    ].join('\n');
    await body.write(Buffer.from(head, 'utf8'));
    return body;
  }
}

/** A file that takes the bytes of one answer. */
export class CapturedBody {
  readonly #stream: WriteStream;
  readonly #secrets: readonly Buffer[];
  readonly #folder: string;
  readonly #holdBack: number;
  #held: Buffer = Buffer.alloc(0);
  #failure: Error | undefined;

  constructor(stream: WriteStream, secrets: readonly Buffer[], folder: string) {
    this.#folder = folder;
    this.#stream = stream;
    this.#secrets = secrets;
    this.#holdBack = Math.max(0, ...secrets.map((secret) => secret.length - 1));
    stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** Takes bytes; waits while the disk is behind. */
  async write(chunk: Uint8Array): Promise<void> {
    const redacted = this.#redact(Buffer.concat([this.#held, chunk]));
    // The last bytes may be the beginning of a secret that goes on in the next chunk.
    const end = Math.max(0, redacted.length - this.#holdBack);
    this.#held = redacted.subarray(end);
    await this.#put(redacted.subarray(0, end));
  }

  /** Writes what was held back and closes the file. */
  async end(): Promise<void> {
    await this.#put(this.#held);
    this.#held = Buffer.alloc(0);
    try {
      this.#stream.end();
      if (!this.#stream.closed) await once(this.#stream, 'close');
    } catch (error) {
      throw captureError(this.#folder, error);
    }
  }

  async #put(bytes: Buffer): Promise<void> {
    if (this.#failure !== undefined) throw captureError(this.#folder, this.#failure);
    try {
      if (bytes.length > 0 && !this.#stream.write(bytes)) await once(this.#stream, 'drain');
    } catch (error) {
      throw captureError(this.#folder, error);
    }
  }

  #redact(bytes: Buffer): Buffer {
    return this.#secrets.reduce((text, secret) => replaceAll(text, secret), bytes);
  }
}

/**
 * Every spelling of every secret, long ones first, so that a name inside a token does not leave parts of
 * it. What is very short would tear holes into everything and tell nothing.
 */
function toRedact(secrets: readonly string[]): readonly Buffer[] {
  return [...new Set(secrets.flatMap(spellings))]
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length)
    .map((secret) => Buffer.from(secret, 'utf8'));
}

/** A secret as it stands in text, in a form body or URL, and in XML. */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
  ];
}

function replaceAll(bytes: Buffer, secret: Buffer): Buffer {
  let at = bytes.indexOf(secret);
  if (at < 0) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  while (at >= 0) {
    parts.push(bytes.subarray(from, at), Buffer.from(REDACTED));
    from = at + secret.length;
    at = bytes.indexOf(secret, from);
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

function captureError(folder: string, error: unknown): QualysError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new QualysError('Q_CAPTURE', { values: { folder, reason }, cause: error });
}
