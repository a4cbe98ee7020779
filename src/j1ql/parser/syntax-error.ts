import {
  EOF,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type TokenType,
  tokenLabel,
} from 'chevrotain';
import { didYouMean } from '../did-you-mean.ts';
import { J1qlError } from '../errors.ts';
import { COMPARISONS, endSpan, KEYWORD_LABELS, spanOf, TOKENS as t } from '../tokens/index.ts';

function labels(types: readonly TokenType[]): string {
  return [...new Set(types.map((type) => tokenLabel(type)))].join('\n');
}

/**
 * Chevrotain gives an error as one text; here that text is the list of expected tokens, one a line, and
 * {@link syntaxError} makes the sentence.
 */
export const expectationMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => labels([expected]),
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) =>
    labels(expectedPathsPerAlt.flatMap((paths) => paths.flatMap((path) => path.slice(0, 1)))),
  buildEarlyExitMessage: ({ expectedIterationPaths }) =>
    labels(expectedIterationPaths.flatMap((path) => path.slice(0, 1))),
};

const AFTER_RETURN = ['HAVING', 'ORDER BY', 'SKIP', 'LIMIT'];
const AFTER_STEPS = ['WHERE', 'RETURN', 'ORDER BY', 'SKIP', 'LIMIT'];

/** What may follow each clause, by the keyword that opened it. */
const FOLLOWERS = new Map<TokenType, readonly string[]>([
  [t.With, ['AND', 'OR', 'AS', 'THAT', ...AFTER_STEPS]],
  [t.As, ['THAT', ...AFTER_STEPS]],
  [t.That, ['WITH', 'AS', 'THAT', ...AFTER_STEPS]],
  [t.Where, ['AND', 'OR', 'RETURN', 'ORDER BY', 'SKIP', 'LIMIT']],
  [t.Return, ["','", 'AS', ...AFTER_RETURN]],
  [t.Having, ['AND', 'OR', 'ORDER BY', 'SKIP', 'LIMIT']],
  [t.By, ["','", 'ASC', 'DESC', 'SKIP', 'LIMIT']],
  [t.Skip, ['LIMIT']],
  [t.Limit, ['SKIP']],
]);
const NAMED_BEFORE = new Set<TokenType | undefined>([t.Dot, ...COMPARISONS]);
const AT_START = ['WITH', 'AS', 'THAT', ...AFTER_STEPS];

/** What could stand at a token that the grammar did not want any more. */
function followers(tokens: readonly IToken[], offset: number): readonly string[] {
  let depth = 0;
  let clause = AT_START;
  let isReturning = false;
  for (const [index, token] of tokens.entries()) {
    if (token.startOffset >= offset) break;
    const type = token.tokenType;
    // A keyword beside a dot or an operator is the name of a property.
    const neighbours = [tokens[index - 1]?.tokenType, tokens[index + 1]?.tokenType];
    if (neighbours[0] === t.Dot || NAMED_BEFORE.has(neighbours[1])) continue;
    if (type === t.Open) depth += 1;
    if (type === t.Close) depth -= 1;
    const found = depth > 0 ? undefined : FOLLOWERS.get(type);
    if (found === undefined) continue;
    if (type === t.Return) isReturning = true;
    clause = isReturning && type === t.As ? ["','", ...AFTER_RETURN] : [...found];
  }
  return [...clause, 'the end of the query'];
}

/** Words of other languages, and what to write instead. */
const FOREIGN: Readonly<Record<string, string>> = {
  in: "For one of several values write property = ('a' OR 'b').",
  like: "For a part of a text write property ~= 'part'.",
  not: 'Write != , !~= , or THAT !VERB.',
  is: 'For absence write property = undefined.',
  group: 'Rows are grouped by the columns that are no aggregates.',
  distinct: 'Write FIND UNIQUE.',
  select: 'A query starts with FIND.',
  union: 'Write (A|B).',
  between: 'Write two comparisons.',
};

function hintFor(found: IToken, before: IToken | undefined): string | undefined {
  if (before?.tokenType === t.Equals && found.tokenType === t.Equals) return "Write one '='.";
  if (before?.tokenType === t.Less && found.tokenType === t.Greater) return "Write '!='.";
  // `SELECT x` reads as the class SELECT with something behind it.
  const word = before?.image.toLowerCase() === 'select' ? 'select' : found.image.toLowerCase();
  return Object.hasOwn(FOREIGN, word) ? FOREIGN[word] : undefined;
}

/** The sentence for an exception of the grammar. */
export function syntaxError(
  text: string,
  tokens: readonly IToken[],
  exception: IRecognitionException,
): J1qlError {
  const token = exception.token;
  const isEnd = token.tokenType === EOF || Number.isNaN(token.startOffset);
  const named = exception.message === '' ? [] : exception.message.split('\n');
  const expected = named.length > 0 ? named : followers(tokens, token.startOffset);
  const before = isEnd
    ? tokens.at(-1)
    : tokens.findLast((other) => other.startOffset < token.startOffset);
  const hint = isEnd ? undefined : hintFor(token, before);
  const keywords = [...KEYWORD_LABELS, ...expected.filter((label) => /^[A-Z ]+$/.test(label))];
  const suggestion =
    isEnd || hint !== undefined || token.tokenType !== t.Identifier
      ? undefined
      : didYouMean(token.image, keywords);
  return new J1qlError('J_SYNTAX', {
    text,
    span: isEnd ? endSpan(text) : spanOf(token),
    found: isEnd ? 'end of the query' : `token "${shorten(token.image)}"`,
    expected,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(hint === undefined ? {} : { hint }),
    cause: exception,
  });
}

function shorten(image: string): string {
  return image.length > 60 ? `${image.slice(0, 57)}...` : image;
}
