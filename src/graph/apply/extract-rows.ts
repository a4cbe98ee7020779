import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphError } from '../errors.ts';
import { fileError } from '../file-error.ts';
import type { ApplyContext } from './context.ts';
import { numberOf } from './context.ts';

/** Places of this many rows are held in memory at once. */
const ROWS_AT_ONCE = 20_000;

/** A segment is read in pieces of this size. */
const WINDOW_BYTES = 16 * 1024;

const NEW_LINE = 0x0a;
const OPENING_BRACE = 0x7b;

/** Groups of neighbouring segments with not many more than {@link ROWS_AT_ONCE} rows each. */
function groups(
  counts: readonly { readonly file: number; readonly count: number }[],
): readonly (readonly [first: number, last: number])[] {
  const all: [number, number][] = [];
  let rows = 0;
  for (const { file, count } of counts) {
    const last = all.at(-1);
    if (last === undefined || rows + count > ROWS_AT_ONCE) {
      all.push([file, file]);
      rows = count;
    } else {
      last[1] = file;
      rows += count;
    }
  }
  return all;
}

/** Reads rows of one segment, going forward: a window of it is in memory at a time. */
class RowReader {
  readonly #path: string;
  readonly #file: number;
  #window = Buffer.alloc(0);
  #begin = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'r');
  }

  /** The row that begins at `at`, with its line end. */
  row(at: number): Buffer {
    const inside = at - this.#begin;
    const end =
      inside >= 0 && inside < this.#window.length ? this.#window.indexOf(NEW_LINE, inside) : -1;
    if (end >= 0) return this.#window.subarray(inside, end + 1);
    for (let size = WINDOW_BYTES; ; size *= 4) {
      const window = Buffer.allocUnsafe(size);
      // Synchronous on purpose: thousands of short reads out of the cache of the system.
      const length = readSync(this.#file, window, 0, size, at);
      const found = window.subarray(0, length).indexOf(NEW_LINE);
      if (found < 0 && length === size) continue;
      if (found < 0 || window[0] !== OPENING_BRACE) {
        throw new GraphError('G_BAD_RUN', { path: this.#path, run: `row at ${at}` });
      }
      this.#window = window.subarray(0, length);
      this.#begin = at;
      return window.subarray(0, found + 1);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What cannot be done when the copy cannot be written. */
const ACTION = 'apply a run';

async function copySegment(
  path: string,
  places: readonly { readonly at: number; readonly n: number }[],
  target: FileHandle,
): Promise<void> {
  const reader = new RowReader(path);
  try {
    const parts: Buffer[] = [];
    for (const { at, n } of places) {
      parts.push(Buffer.from(`{"_n":${n},`), reader.row(at).subarray(1));
    }
    await target.appendFile(Buffer.concat(parts)).catch((error: unknown) => {
      throw fileError(path, ACTION, error);
    });
  } finally {
    reader.close();
  }
}

/**
 * Copies the rows that the temporary table `merge` names (file, pos, n) out of their segments into one
 * file, with `_n` in front. When few rows of a run have changed, this costs a fraction of what letting the
 * engine parse all segments again does. Gives the path of the file.
 */
export async function extractRows(context: ApplyContext): Promise<string> {
  const { session, pages } = context;
  const path = join(session.scratchDir, `rows-${context.seq}.ndjson`);
  const counts = (
    await session.rows('SELECT file, count(*) AS count FROM merge GROUP BY file ORDER BY file')
  ).map((row) => ({ file: numberOf(row['file']), count: numberOf(row['count']) }));
  const target = await open(path, 'w').catch((error: unknown) => {
    throw fileError(path, ACTION, error);
  });
  try {
    for (const [first, last] of groups(counts)) {
      const places = await session.rows(
        `SELECT file, pos, n FROM merge WHERE file BETWEEN ${first} AND ${last} ORDER BY file, pos`,
      );
      const byFile = Map.groupBy(places, (row) => numberOf(row['file']));
      for (const [file, rows] of byFile) {
        const page = pages[file];
        if (page === undefined) continue;
        await copySegment(
          page.segment,
          rows.map((row) => ({ at: numberOf(row['pos']), n: numberOf(row['n']) })),
          target,
        );
      }
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await target.close();
  }
  return path;
}
