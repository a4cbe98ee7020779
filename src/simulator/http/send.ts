import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { SimulatorOptions } from '../options.ts';
import type { Answer } from './answer.ts';

/** Bytes that are gathered before they are written. */
const CHUNK = 256 * 1024;

/** How a body ends early: as if that were all, with a broken or reset connection, or not at all. */
export interface Cut {
  readonly bytes: number;
  readonly how: 'end' | 'break' | 'reset' | 'stall';
}

/** How an answer is handed over. */
export interface Delivery {
  readonly cut?: Cut | undefined;
  /** In pieces of so many bytes, with a pause after each. */
  readonly slow?: { readonly bytes: number; readonly pauseMs: number } | undefined;
  /** Called before the reader can know that this was all, and not again. */
  readonly beforeEnd?: () => void;
}

/** What became of a body. */
export interface Sent {
  readonly bytes: number;
  readonly isWhole: boolean;
}

/** Whether the answer to a request is compressed: never unasked. */
export function isCompressed(
  { headers, socket }: IncomingMessage,
  who: SimulatorOptions['gzip'] = 'remote',
): boolean {
  if (!/\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))) return false;
  return who === 'all' || !LOOPBACK.test(socket.remoteAddress ?? '');
}

/** 127.0.0.0/8, also inside IPv6, and ::1. */
const LOOPBACK = /^(?:(?:::ffff:)?127\.|::1$)/;

/**
 * Writes an answer as fast as the reader takes it, and no faster: nothing but one chunk is ever held.
 *
 * @param isGzip see {@link isCompressed}
 */
export async function send(
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>>,
  isGzip: boolean,
  delivery: Delivery = {},
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
  const { cut } = delivery;
  const sent = await writeParts(response, target, answer.body, delivery);
  delivery.beforeEnd?.();
  if (sent.isWhole || cut?.how === 'end') {
    target.end();
    if (!response.destroyed) await once(response, 'close');
  } else if (cut?.how === 'stall') {
    if (!response.destroyed) await once(response, 'close');
  } else if (cut?.how === 'reset') {
    response.socket?.resetAndDestroy();
  } else {
    response.destroy();
  }
  gzip?.destroy();
  return { bytes: sent.bytes, isWhole: sent.isWhole && response.writableFinished };
}

/** Most bytes that a UTF-16 code unit takes in UTF-8. */
const BYTES_PER_UNIT = 3;

async function writeParts(
  response: ServerResponse,
  target: Writable,
  body: Answer['body'],
  { cut, slow }: Delivery,
): Promise<Sent> {
  // One buffer for the whole answer: parts are encoded into it one by one, for putting long strings
  // together first takes ten times as long as everything else.
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  let filled = 0;
  let bytes = 0;
  const write = async (data: Buffer): Promise<boolean> => {
    const isCut = cut !== undefined && bytes + data.length >= cut.bytes;
    const part = isCut ? data.subarray(0, Math.max(0, cut.bytes - bytes)) : data;
    bytes += part.length;
    if (slow === undefined) await written(response, target, part);
    else await writtenSlowly(response, target, part, slow);
    return !isCut && !response.destroyed;
  };
  for (const part of typeof body === 'string' ? [body] : body) {
    if (typeof part !== 'string') {
      if (!(await write(chunk.subarray(0, filled)))) return { bytes, isWhole: false };
      filled = 0;
      if (!(await write(part))) return { bytes, isWhole: false };
      continue;
    }
    if (filled + part.length * BYTES_PER_UNIT > CHUNK) {
      if (filled > 0 && !(await write(chunk.subarray(0, filled)))) return { bytes, isWhole: false };
      filled = 0;
      if (part.length * BYTES_PER_UNIT > CHUNK) {
        if (!(await write(Buffer.from(part, 'utf8')))) return { bytes, isWhole: false };
        continue;
      }
    }
    filled += chunk.write(part, filled);
  }
  return { isWhole: await write(chunk.subarray(0, filled)), bytes };
}

/** Writes, and waits until the bytes are no longer needed or nobody listens any more. */
function written(response: ServerResponse, target: Writable, data: Buffer): Promise<void> {
  if (response.destroyed || data.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('close', done);
      resolve();
    };
    response.once('close', done);
    target.write(data, done);
  });
}

/** Writes piece by piece, with a pause after each, until nobody listens any more. */
async function writtenSlowly(
  response: ServerResponse,
  target: Writable,
  data: Buffer,
  { bytes, pauseMs }: NonNullable<Delivery['slow']>,
): Promise<void> {
  for (let at = 0; at < data.length && !response.destroyed; at += bytes) {
    await written(response, target, data.subarray(at, at + bytes));
    await pause(response, pauseMs);
  }
}

function pause(response: ServerResponse, milliseconds: number): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    response.once('close', done);
  });
}
