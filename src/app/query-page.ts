import { createHash } from 'node:crypto';
import type { GraphStore } from '../graph/index.ts';
import { cursorError, mergeTrees, type Tree } from '../j1ql/index.ts';
import {
  compileFor,
  decodedRows,
  pinnedVersion,
  type QueryOptions,
  type QueryTime,
  type ResultRow,
} from './query.ts';

/** Rows of a page, as JupiterOne has it. */
export const PAGE_ROWS = 250;

/** Which page of an answer is wanted. */
export interface PageRequest extends QueryTime {
  /** Of the page before; without it the first page. */
  readonly cursor?: string | undefined;
  /** Rows of a page: {@link PAGE_ROWS} when not given. */
  readonly size?: number | undefined;
}

/** A page of an answer. */
export interface QueryPage {
  readonly shape: 'list' | 'table' | 'tree';
  readonly columns: readonly string[];
  readonly hasOpenColumns: boolean;
  /** Those of the columns that hold moments: epoch milliseconds. */
  readonly dateColumns: readonly string[];
  readonly warnings: readonly string[];
  /** Rows; of a tree one, with the graph that the paths of the page make. */
  readonly rows: readonly ResultRow[];
  /** Opaque; asks for the next page. Absent on the last one. */
  readonly cursor?: string;
}

/** What a cursor remembers: the version of the graph and the meaning of `date.now`, so that all pages have the same. */
interface Position {
  readonly seq: number;
  readonly now: number;
  readonly offset: number;
}

const FORMAT = 1;

/** A short name for the query: a cursor belongs to one. */
function fingerprint(text: string, { includeDeleted }: PageRequest, options: QueryOptions): string {
  const parts = [
    text,
    includeDeleted === true,
    options.variables ?? {},
    options.smartClasses ?? {},
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

function writeCursor({ seq, now, offset }: Position, query: string): string {
  return Buffer.from(JSON.stringify([FORMAT, seq, now, offset, query])).toString('base64url');
}

function readCursor(text: string, cursor: string, query: string): Position {
  const bytes = Buffer.from(cursor, 'base64url');
  // Decoding passes over characters that do not fit.
  if (bytes.toString('base64url') !== cursor) throw cursorError(text, cursor);
  let parts: unknown;
  try {
    parts = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw cursorError(text, cursor, error);
  }
  const isCursor =
    Array.isArray(parts) &&
    parts.length === 5 &&
    parts[0] === FORMAT &&
    parts.slice(1, 4).every((part) => Number.isSafeInteger(part) && part >= 0) &&
    parts[4] === query;
  if (!isCursor) throw cursorError(text, cursor);
  const [, seq, now, offset] = parts as [number, number, number, number];
  return { seq, now, offset };
}

/**
 * One page of the answer of a query. All pages see the version of the graph that the first one saw, whatever
 * is applied meanwhile, and the same `date.now`. Values that are updated in place show their latest state:
 * where a query filters or sorts by one of them, rows can move between pages.
 *
 * @throws {J1qlError} as `answerQuery`, and J_CURSOR for a cursor of another query; {AppError} A_NOTHING_YET
 */
export async function answerPage(
  store: GraphStore,
  text: string,
  request: PageRequest,
  options: QueryOptions = {},
): Promise<QueryPage> {
  const size = request.size ?? PAGE_ROWS;
  const query = fingerprint(text, request, options);
  const position: Position =
    request.cursor === undefined
      ? { seq: await pinnedVersion(store, request), now: request.now, offset: 0 }
      : readCursor(text, request.cursor, query);
  const { seq, now, offset } = position;
  const pinned = { now, seq, includeDeleted: request.includeDeleted };
  // One row more than wanted tells whether there is another page.
  const page = { offset, size: size + 1 };
  const compiled = await compileFor(store, text, pinned, options, page);
  const found: ResultRow[] = [];
  for await (const rows of decodedRows(store, text, compiled, options)) found.push(...rows);
  const rows = found.slice(0, size);
  const next =
    found.length > size ? writeCursor({ ...position, offset: offset + size }, query) : undefined;
  return {
    shape: compiled.shape,
    columns: compiled.columns,
    hasOpenColumns: compiled.hasOpenColumns,
    dateColumns: compiled.dateColumns,
    warnings: compiled.warnings,
    rows: compiled.shape === 'tree' ? [{ ...mergeTrees(rows as unknown as Tree[]) }] : rows,
    ...(next === undefined ? {} : { cursor: next }),
  };
}
