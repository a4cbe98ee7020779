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
