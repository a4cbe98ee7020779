import type { IToken, TokenType } from 'chevrotain';
import { COMPARISONS as COMPARISON_TOKENS, TOKENS as t } from '../tokens/index.ts';

/** The token `distance` ahead, from 1. */
export type Peek = (distance: number) => IToken;

const COMPARISONS = new Set<TokenType>(COMPARISON_TOKENS);

/**
 * True if the parenthesis that comes next holds a token of `wanted` before its end. `(a.x + 1) > 5` and
 * `(a.x > 5)` start alike; only what is inside tells them apart, and it can be any distance away.
 */
function holds(
  peek: Peek,
  wanted: (token: IToken, distance: number, depth: number) => boolean,
): boolean {
  let depth = 0;
  for (let distance = 1; ; distance += 1) {
    const token = peek(distance);
    if (token.tokenType === t.Open) depth += 1;
    else if (token.tokenType === t.Close) depth -= 1;
    else if (token.tokenType.name === 'EOF' || token.image === '') return false;
    else if (wanted(token, distance, depth)) return true;
    if (depth === 0) return false;
  }
}

/** A query in parentheses; one without FIND shows by its RETURN, without which it would be of no use. */
function startsSubquery(peek: Peek): boolean {
  if (peek(1).tokenType !== t.Open) return false;
  if (peek(2).tokenType === t.Find) return true;
  return holds(
    peek,
    (token, distance, depth) =>
      depth === 1 && token.tokenType === t.Return && peek(distance - 1).tokenType !== t.Dot,
  );
}

/** The parenthesis that comes next holds conditions, not a value. */
export function startsFilterGroup(peek: Peek): boolean {
  if (peek(1).tokenType !== t.Open) return false;
  return holds(
    peek,
    (token, distance) =>
      COMPARISONS.has(token.tokenType) ||
      token.tokenType === t.Not ||
      startsCidr((ahead) => peek(distance - 1 + ahead)),
  );
}

/** What comes next is `cidr(` or `!cidr(`. */
export function startsCidr(peek: Peek): boolean {
  const at = peek(1).tokenType === t.Not ? 2 : 1;
  return peek(at).image.toLowerCase() === 'cidr' && peek(at + 1).tokenType === t.Open;
}

/** What the parenthesis behind a comparison operator is. */
export function operandKind(peek: Peek): 'list' | 'subquery' | 'value' {
  if (peek(1).tokenType !== t.Open) return 'value';
  if (startsSubquery(peek)) return 'subquery';
  const isList = holds(
    peek,
    (token, distance) =>
      token.tokenType === t.RegexToken ||
      ((token.tokenType === t.And || token.tokenType === t.Or) &&
        peek(distance - 1).tokenType !== t.Dot),
  );
  return isList ? 'list' : 'value';
}

/** What comes next is an offset to a date: a sign, a number and a word that is no keyword. */
export function startsDateOffset(peek: Peek): boolean {
  return (
    (peek(1).tokenType === t.Plus || peek(1).tokenType === t.Minus) &&
    peek(2).tokenType === t.NumberToken &&
    peek(3).tokenType === t.Identifier
  );
}
