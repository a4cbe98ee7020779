import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

/** Any word: where a property, an alias or a column name stands, keywords are words like others. */
const Word = createToken({ name: 'Word', pattern: Lexer.NA, label: 'a name' });
/** A word that can name a class, a type or a verb: no keyword that would end the clause. */
const Noun = createToken({ name: 'Noun', pattern: Lexer.NA, label: 'a name' });

/** A word that is no keyword. */
const Identifier = createToken({
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

const Find = keyword('Find');
const Unique = keyword('Unique');
const With = keyword('With');
const As = keyword('As');
const That = keyword('That');
const Relates = keyword('Relates');
const To = keyword('To');
const Where = keyword('Where');
const Return = keyword('Return');
const Tree = keyword('Tree', { isNoun: true });
const Having = keyword('Having');
const Order = keyword('Order');
const By = keyword('By', { isNoun: true });
const Asc = keyword('Asc', { isNoun: true });
const Desc = keyword('Desc', { isNoun: true });
const Skip = keyword('Skip');
const Limit = keyword('Limit');
const And = keyword('And');
const Or = keyword('Or');
const Somehow = keyword('Somehow');
const Undefined = keyword('Undefined');
const Null = keyword('Null');
const True = keyword('True');
const False = keyword('False');

/** The keywords as they are written in messages. */
export const KEYWORD_LABELS: readonly string[] = KEYWORDS.map((token) => token.LABEL ?? token.name);

/** `date.now`; what follows (`-7days`) is split by the other tokens. */
const DateNow = createToken({
  name: 'DateNow',
  pattern: /date\.now(?![A-Za-z0-9_])/i,
  label: 'date.now',
});
/** `date(…)` with everything between the parentheses. */
const DateOf = createToken({
  name: 'DateOf',
  pattern: /date[ \t]*\([^()]*\)/i,
  label: 'date(…)',
  line_breaks: true,
});

function symbol(name: string, text: string): TokenType {
  return createToken({ name, pattern: text, label: `'${text}'` });
}

/** A text; `\'`, `\"` and `\\` stand for the second character, every other backslash for itself. */
const TextToken = createToken({
  name: 'Text',
  pattern: /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/,
  label: 'a text',
  line_breaks: true,
});
const NumberToken = createToken({
  name: 'Number',
  pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+(?![A-Za-z0-9_]))?/,
  label: 'a number',
});
/** `[tag.cost-centre]`. */
const Bracketed = createToken({
  name: 'Bracketed',
  pattern: /\[[^\]\n]+\]/,
  label: 'a property in brackets',
});
/** `${name}` or `{{name}}`. */
const Placeholder = createToken({
  name: 'Placeholder',
  pattern: /\$\{[^{}\n]+\}|\{\{[^{}\n]+\}\}/,
  label: 'a placeholder',
});

const NotContains = symbol('NotContains', '!~=');
const NotStarts = symbol('NotStarts', '!^=');
const NotEnds = symbol('NotEnds', '!$=');
const NotEquals = symbol('NotEquals', '!=');
const Contains = symbol('Contains', '~=');
const Starts = symbol('Starts', '^=');
const Ends = symbol('Ends', '$=');
const ArrowOut = symbol('ArrowOut', '>>');
const ArrowIn = symbol('ArrowIn', '<<');
const GreaterEqual = symbol('GreaterEqual', '>=');
const LessEqual = symbol('LessEqual', '<=');
const Greater = symbol('Greater', '>');
const Less = symbol('Less', '<');
const Equals = symbol('Equals', '=');
const Not = symbol('Not', '!');
const Caret = symbol('Caret', '^');
const Star = symbol('Star', '*');
/** Not the start of a comment: one that is not closed is an error, not a division. */
const Slash = createToken({ name: 'Slash', pattern: /\/(?!\*)/, label: "'/'" });
const Plus = symbol('Plus', '+');
const Minus = symbol('Minus', '-');
const Open = symbol('Open', '(');
const Close = symbol('Close', ')');
const Bar = symbol('Bar', '|');
const Comma = symbol('Comma', ',');
const Dot = symbol('Dot', '.');
const Hash = symbol('Hash', '#');
const Question = symbol('Question', '?');

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
const RegexToken = createToken({
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
/** Between slashes and stars; or to the end of the line, behind two slashes or a hash and a blank. */
const Comment = createToken({
  name: 'Comment',
  pattern: /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|(?:\/\/|#[ \t])[^\n]*/,
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

/** Every token by name. */
export const TOKENS = {
  Word,
  Noun,
  Identifier,
  Find,
  Unique,
  With,
  As,
  That,
  Relates,
  To,
  Where,
  Return,
  Tree,
  Having,
  Order,
  By,
  Asc,
  Desc,
  Skip,
  Limit,
  And,
  Or,
  Somehow,
  Undefined,
  Null,
  True,
  False,
  DateNow,
  DateOf,
  TextToken,
  NumberToken,
  Bracketed,
  Placeholder,
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
  RegexToken,
} as const;
