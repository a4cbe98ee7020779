import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** Where a page begins, and in which version of the graph. */
export interface Place {
  readonly seq: number;
  /** What ages are counted from, epoch milliseconds. */
  readonly now: number;
  readonly offset: number;
}

const CURSOR = z.tuple([z.int().min(0), z.int(), z.int().min(0), z.string()]);

/** A place as an opaque text. It belongs to what was asked. */
export function writePlace({ seq, now, offset }: Place, asked: string): string {
  return Buffer.from(JSON.stringify([seq, now, offset, nameOf(asked)])).toString('base64url');
}

/** The place that a text stands for. @throws {AppError} A_CURSOR */
export function readPlace(cursor: string, asked: string): Place {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    throw new AppError('A_CURSOR', {}, { cause: error });
  }
  const read = CURSOR.safeParse(value);
  if (!read.success) throw new AppError('A_CURSOR', {}, { cause: read.error });
  const [seq, now, offset, name] = read.data;
  if (name !== nameOf(asked)) throw new AppError('A_CURSOR');
  return { seq, now, offset };
}

function nameOf(asked: string): string {
  return createHash('sha256').update(asked).digest('base64url').slice(0, 16);
}
