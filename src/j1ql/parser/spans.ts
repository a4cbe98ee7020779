import type { IToken } from 'chevrotain';
import type { Span } from '../ast/index.ts';

/** The place from the first of two tokens to the last. */
export function spanBetween(first: IToken, last: IToken): Span {
  return {
    offset: first.startOffset,
    length: Math.max(1, last.startOffset + last.image.length - first.startOffset),
    line: first.startLine ?? 1,
    column: first.startColumn ?? 1,
  };
}
