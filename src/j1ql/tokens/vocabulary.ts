import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

/** Any word: where a property, an alias or a column name stands, keywords are words like others. */
export const Word = createToken({ name: 'Word', pattern: Lexer.NA, label: 'a name' });
/** A word that can name a class, a type or a verb: no keyword that would end the clause. */
export const Noun = createToken({ name: 'Noun', pattern: Lexer.NA, label: 'a name' });

/** A word that is no keyword. */
export const Identifier = createToken({
  name: 'Identifier',
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  label: 'a name',
  categories: [Word, Noun],
});

const KEYWORDS: TokenType[] = [];

function keyword(name: string, options: { readonly isNoun?: true } = {}): TokenType {
  const token = createToken({
    name,
    pattern: new RegExp(`${name}(?![A-Za-z0-9_])`, 'i'),
    label: name.toUpperCase(),
    categories: options.isNoun === true ? [Word, Noun] : [Word],
  });
  KEYWORDS.push(token);
  return token;
}

export const Find = keyword('Find');
export const Unique = keyword('Unique');
export const With = keyword('With');
export const As = keyword('As');
export const That = keyword('That');
export const Relates = keyword('Relates');
export const To = keyword('To');
export const Where = keyword('Where');
export const Return = keyword('Return');
export const Tree = keyword('Tree', { isNoun: true });
export const Having = keyword('Having');
export const Order = keyword('Order');
export const By = keyword('By', { isNoun: true });
export const Asc = keyword('Asc', { isNoun: true });
export const Desc = keyword('Desc', { isNoun: true });
export const Skip = keyword('Skip');
export const Limit = keyword('Limit');
export const And = keyword('And');
export const Or = keyword('Or');
export const Somehow = keyword('Somehow');
export const Undefined = keyword('Undefined');
export const Null = keyword('Null');
export const True = keyword('True');
export const False = keyword('False');

/** The keywords as they are written in messages. */
export const KEYWORD_LABELS: readonly string[] = KEYWORDS.map((token) => token.LABEL ?? token.name);

/** `date.now`; what follows (`-7days`) is split by the other tokens. */
export const DateNow = createToken({
  name: 'DateNow',
  pattern: /date\.now(?![A-Za-z0-9_])/i,
  label: 'date.now',
});
/** `date(…)` with everything between the parentheses. */
export const DateOf = createToken({
  name: 'DateOf',
  pattern: /date[ \t]*\([^()]*\)/i,
  label: 'date(…)',
  line_breaks: true,
});

function symbol(name: string, text: string): TokenType {
  return createToken({ name, pattern: text, label: `'${text}'` });
}

/** A text; `\'`, `\"` and `\\` stand for the second character, every other backslash for itself. */
export const TextToken = createToken({
  name: 'Text',
  pattern: /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/,
  label: 'a text',
  line_breaks: true,
});
export const NumberToken = createToken({
  name: 'Number',
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+(?![A-Za-z0-9_]))?/,
  label: 'a number',
});
/** `[tag.cost-centre]`. */
export const Bracketed = createToken({
  name: 'Bracketed',
  pattern: /\[[^\]\n]+\]/,
  label: 'a property in brackets',
});
/** `${name}` or `{{name}}`. */
export const Placeholder = createToken({
  name: 'Placeholder',
  pattern: /\$\{[^{}\n]+\}|\{\{[^{}\n]+\}\}/,
  label: 'a placeholder',
});

export const NotContains = symbol('NotContains', '!~=');
export const NotStarts = symbol('NotStarts', '!^=');
export const NotEnds = symbol('NotEnds', '!$=');
export const NotEquals = symbol('NotEquals', '!=');
export const Contains = symbol('Contains', '~=');
export const Starts = symbol('Starts', '^=');
export const Ends = symbol('Ends', '$=');
export const ArrowOut = symbol('ArrowOut', '>>');
export const ArrowIn = symbol('ArrowIn', '<<');
export const GreaterEqual = symbol('GreaterEqual', '>=');
export const LessEqual = symbol('LessEqual', '<=');
export const Greater = symbol('Greater', '>');
export const Less = symbol('Less', '<');
export const Equals = symbol('Equals', '=');
export const Not = symbol('Not', '!');
export const Caret = symbol('Caret', '^');
export const Star = symbol('Star', '*');
/** Not the start of a comment: one that is not closed is an error, not a division. */
export const Slash = createToken({ name: 'Slash', pattern: /\/(?!\*)/, label: "'/'" });
export const Plus = symbol('Plus', '+');
export const Minus = symbol('Minus', '-');
export const Open = symbol('Open', '(');
export const Close = symbol('Close', ')');
export const Bar = symbol('Bar', '|');
export const Comma = symbol('Comma', ',');
export const Dot = symbol('Dot', '.');
export const Hash = symbol('Hash', '#');
export const Question = symbol('Question', '?');

/** The comparison operators. */
export const COMPARISONS: readonly TokenType[] = [
  Equals,
  NotEquals,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Contains,
  NotContains,
  Starts,
  NotStarts,
  Ends,
  NotEnds,
];

const REGEX = /\/(?![*\n])(?:[^/\\\n[]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\/(?:[A-Za-z]+)?/y;
const BEFORE_VALUE = new Set<TokenType>([...COMPARISONS, And, Or, Open, Comma]);

/**
 * A slash starts a regular expression only where a value is due. Behind a value (a name, a number, a
 * closing parenthesis) it divides; AND and OR behind a dot are names of properties.
 */
function matchRegex(
  text: string,
  offset: number,
  before: readonly IToken[],
): RegExpExecArray | null {
  const last = before.at(-1);
  if (last === undefined || !BEFORE_VALUE.has(last.tokenType)) return null;
  if (before.at(-2)?.tokenType === Dot) return null;
  REGEX.lastIndex = offset;
  return REGEX.exec(text);
}

/** `/pattern/i`. */
export const RegexToken = createToken({
  name: 'Regex',
  pattern: { exec: matchRegex },
  start_chars_hint: ['/'],
  line_breaks: false,
  label: 'a regular expression',
});

const WhiteSpace = createToken({
  name: 'WhiteSpace',
  pattern: /[\s\u00a0\ufeff]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
const Comment = createToken({
  name: 'Comment',
  pattern: /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/** All tokens; of two that match, the earlier one wins. */
export const VOCABULARY: TokenType[] = [
  WhiteSpace,
  Comment,
  RegexToken,
  TextToken,
  Placeholder,
  Bracketed,
  NumberToken,
  DateNow,
  DateOf,
  ...KEYWORDS,
  Identifier,
  NotContains,
  NotStarts,
  NotEnds,
  NotEquals,
  Contains,
  Starts,
  Ends,
  ArrowOut,
  ArrowIn,
  GreaterEqual,
  LessEqual,
  Greater,
  Less,
  Equals,
  Not,
  Caret,
  Star,
  Slash,
  Plus,
  Minus,
  Open,
  Close,
  Bar,
  Comma,
  Dot,
  Hash,
  Question,
  Word,
  Noun,
];
