import { type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Span } from '../ast/index.ts';
import { J1qlError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { COMPARISONS, TOKENS, VOCABULARY } from './vocabulary.ts';

const { And, ArrowIn, ArrowOut, Close, Comma, Minus, NumberToken, Open, Or, TextToken, That } =
  TOKENS;

const LEXER = new Lexer(VOCABULARY, {
  ensureOptimizations: true,
  positionTracking: 'full',
  // The first error is the one that is told; looking for more makes a hostile text expensive.
  recoveryEnabled: false,
});

/** Place of a token. */
export function spanOf(token: IToken): Span {
  return {
    offset: token.startOffset,
    length: token.image.length,
    line: token.startLine ?? 1,
    column: token.startColumn ?? 1,
  };
}

/** The place behind the last character that means something. */
export function endSpan(text: string): Span {
  const kept = text.trimEnd();
  const before = kept.split('\n');
  return {
    offset: kept.length,
    length: 1,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  };
}

/** Why a character starts no token, for the characters that people do write. */
function hintFor(rest: string): string | undefined {
  const first = rest.charAt(0);
  if (first === "'" || first === '"') return 'The text is not closed.';
  if (first === '~') return "The operator for `contains` is '~='.";
  if (first === '[') return 'A property in brackets is not closed.';
  if (first === '$' || first === '{') {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how placeholders are written
    return 'Placeholders are written ${name} or {{name}}.';
  }
  if (/[\u2018\u2019\u201c\u201d\u00ab\u00bb`]/.test(first)) return 'Write straight quotes.';
  if (first === ';') return 'A query does not end with a semicolon.';
  if (first === '&') return 'Write AND.';
  if (/[^\p{ASCII}]/u.test(first)) return 'Names with such characters are written in brackets.';
  return undefined;
}

const OPERATORS = new Set<TokenType>(COMPARISONS);

/** The limits that can be checked before the grammar sees the text, so that it cannot be led too deep. */
function checkLimits(text: string, tokens: readonly IToken[]): void {
  let depth = 0;
  let terms = 0;
  let steps = 0;
  let chain = 0;
  let comparisons = 0;
  const listItems: number[] = [0];
  for (const token of tokens) {
    const type = token.tokenType;
    const refuse = (code: 'J_LIMIT_DEPTH' | 'J_LIMIT_STEPS' | 'J_LIMIT_LIST', most: number) =>
      new J1qlError(code, {
        text,
        span: spanOf(token),
        found: token.image,
        expected: [most.toLocaleString('en')],
      });
    if (type === Open) {
      depth += 1;
      listItems.push(0);
    } else if (type === Close) {
      depth = Math.max(0, depth - 1);
      if (listItems.length > 1) listItems.pop();
    } else if (type === That) {
      steps += 1;
    } else if (type === And || type === Or || type === Comma) {
      const items = (listItems.at(-1) ?? 0) + 1;
      listItems[listItems.length - 1] = items;
      if (items >= LIMITS.listItems) throw refuse('J_LIMIT_LIST', LIMITS.listItems);
    }
    // Signs and operators make an expression as deep as their chain is long.
    const isArithmetic = type === Minus || ARITHMETIC.has(type.name);
    if (isArithmetic) chain += 1;
    else if (type === And || type === Or || type === Comma || OPERATORS.has(type)) chain = 0;
    if (chain > LIMITS.chain) {
      throw new J1qlError('J_LIMIT_TERMS', {
        text,
        span: spanOf(token),
        found: `more than ${LIMITS.chain} arithmetic operators in one expression`,
      });
    }
    if (depth > LIMITS.depth) throw refuse('J_LIMIT_DEPTH', LIMITS.depth);
    if (steps > LIMITS.steps) throw refuse('J_LIMIT_STEPS', LIMITS.steps);
    if (OPERATORS.has(type)) comparisons += 1;
    if (comparisons > LIMITS.comparisons) {
      throw new J1qlError('J_LIMIT_TERMS', {
        text,
        span: spanOf(token),
        found: `more than ${LIMITS.comparisons} comparisons`,
      });
    }
    if (!STRUCTURE.has(type)) terms += 1;
    if (terms > LIMITS.terms) {
      throw new J1qlError('J_LIMIT_TERMS', {
        text,
        span: spanOf(token),
        found: `more than ${LIMITS.terms.toLocaleString('en')} words, values and operators`,
      });
    }
  }
}

const ARITHMETIC = new Set(['Plus', 'Star', 'Slash', 'Caret']);
/** Tokens that are not counted as terms: lists have a limit of their own, arrows belong to steps. */
const STRUCTURE = new Set<TokenType>([
  And,
  Or,
  Comma,
  Open,
  Close,
  ArrowIn,
  ArrowOut,
  TextToken,
  NumberToken,
]);

/**
 * Splits a query into tokens.
 *
 * @throws J1qlError J_SYNTAX at the first character that starts no token; J_LIMIT_… for a text that is
 * longer, deeper or larger than {@link LIMITS}.
 */
export function tokenize(text: string): readonly IToken[] {
  if (text.length > LIMITS.length) {
    throw new J1qlError('J_LIMIT_LENGTH', {
      text: '',
      span: { offset: LIMITS.length, length: 1, line: 1, column: 1 },
      found: text.length.toLocaleString('en'),
      expected: [LIMITS.length.toLocaleString('en')],
    });
  }
  const { tokens, errors } = LEXER.tokenize(text);
  const [error] = errors;
  if (error !== undefined) {
    const rest = text.slice(error.offset);
    const isComment = rest.startsWith('/*');
    const hint = isComment ? 'The comment is not closed.' : hintFor(rest);
    throw new J1qlError('J_SYNTAX', {
      text,
      span: {
        offset: error.offset,
        length: 1,
        line: error.line ?? 1,
        column: error.column ?? 1,
      },
      found: isComment ? "'/*'" : `'${rest.charAt(0)}'`,
      expected: ['a name, a value or an operator'],
      ...(hint === undefined ? {} : { hint }),
    });
  }
  checkLimits(text, tokens);
  return tokens;
}
