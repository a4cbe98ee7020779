import { GraphError } from '../graph/index.ts';
import type { Span } from './ast/index.ts';
import { J1qlError } from './errors.ts';
import { LIMITS } from './limits.ts';
import { TOO_MANY_PATHS } from './sql/index.ts';

function placeOf(text: string, pattern: RegExp): Span {
  const match = pattern.exec(text);
  const offset = match?.index ?? 0;
  const before = text.slice(0, offset).split('\n');
  return {
    offset,
    length: match?.[0].length ?? 1,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  };
}

/** An answer that has more rows than it may. `what`: rows or paths. */
export function rowLimitError(text: string, most: number, what: string): J1qlError {
  const expected = [most.toLocaleString('en')];
  return new J1qlError('J_LIMIT_ROWS', { text, span: placeOf(text, /\S+/), found: what, expected });
}

/** A cursor that does not belong to the query. */
export function cursorError(text: string, cursor: string, cause?: unknown): J1qlError {
  const found = `"${cursor.length > 40 ? `${cursor.slice(0, 37)}...` : cursor}"`;
  return new J1qlError('J_CURSOR', { text, span: placeOf(text, /\S+/), found, cause });
}

/**
 * What to tell of a failure of the store: a limit that a statement of this room met is an error of the query,
 * everything else stays as it is.
 */
export function queryFailure(
  error: unknown,
  text: string,
  { mostPaths = LIMITS.paths }: { readonly mostPaths?: number } = {},
): unknown {
  const isOurs =
    error instanceof GraphError &&
    error.cause instanceof Error &&
    error.cause.message.includes(TOO_MANY_PATHS);
  if (!isOurs) return error;
  return new J1qlError('J_LIMIT_PATHS', {
    text,
    span: placeOf(text, /\bsomehow\b/i),
    found: 'SOMEHOW',
    expected: [mostPaths.toLocaleString('en')],
    cause: error,
  });
}
