import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Answer } from './answer.ts';

/** Bytes that are gathered before they are written. */
const CHUNK = 256 * 1024;

/** How a body ends early. */
export interface Cut {
  readonly bytes: number;
  /** End as if that were all, or break the connection. */
  readonly isClean: boolean;
}

/** What became of a body. */
export interface Sent {
  readonly bytes: number;
  readonly isWhole: boolean;
}

/**
 * Writes an answer as fast as the reader takes it, and no faster: nothing but one chunk is ever held.
 * Compressed when the client asked for gzip.
 */
export async function send(
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>>,
  isGzip: boolean,
  cut?: Cut,
): Promise<Sent> {
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    ...headers,
    ...answer.headers,
    ...(isGzip && { 'Content-Encoding': 'gzip' }),
  });
  const gzip = isGzip ? createGzip({ level: constants.Z_BEST_SPEED }) : undefined;
  if (gzip !== undefined) gzip.pipe(response);
  const target: Writable = gzip ?? response;
  const sent = await writeParts(response, target, answer.body, cut);
  if (sent.isWhole || cut?.isClean) {
    target.end();
    if (!response.destroyed) await once(response, 'close');
  } else {
    response.destroy();
  }
  gzip?.destroy();
  return { bytes: sent.bytes, isWhole: sent.isWhole && response.writableFinished };
}

async function writeParts(
  response: ServerResponse,
  target: Writable,
  body: string | Iterable<string>,
  cut: Cut | undefined,
): Promise<Sent> {
  let pending = '';
  let bytes = 0;
  const write = async (): Promise<boolean> => {
    let chunk = Buffer.from(pending, 'utf8');
    pending = '';
    const isCut = cut !== undefined && bytes + chunk.length >= cut.bytes;
    if (isCut) chunk = chunk.subarray(0, Math.max(0, cut.bytes - bytes));
    bytes += chunk.length;
    if (!target.write(chunk)) await drained(response, target);
    return !isCut && !response.destroyed;
  };
  for (const part of typeof body === 'string' ? [body] : body) {
    pending += part;
    if (pending.length >= CHUNK && !(await write())) return { bytes, isWhole: false };
  }
  const isWhole = await write();
  return { bytes, isWhole };
}

/** Waits until there is room again, or nobody listens any more. */
function drained(response: ServerResponse, target: Writable): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      target.off('drain', done);
      response.off('close', done);
      resolve();
    };
    target.on('drain', done);
    response.on('close', done);
  });
}
