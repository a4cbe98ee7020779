import type { Span } from './ast/index.ts';

/** Codes of the errors that a query can meet. The code is the contract, the sentence is not. */
export type J1qlErrorCode =
  | 'J_SYNTAX'
  | 'J_LIMIT_LENGTH'
  | 'J_LIMIT_DEPTH'
  | 'J_LIMIT_STEPS'
  | 'J_LIMIT_LIST'
  | 'J_LIMIT_TERMS'
  | 'J_LIMIT_PATHS'
  | 'J_LIMIT_ROWS'
  | 'J_SMART_CLASS'
  | 'J_CURSOR'
  | 'J_UNKNOWN_SELECTOR'
  | 'J_DUPLICATE_ALIAS'
  | 'J_RESERVED_ALIAS'
  | 'J_UNKNOWN_FUNCTION'
  | 'J_UNKNOWN_VARIABLE'
  | 'J_DATE'
  | 'J_NUMBER'
  | 'J_REGEX'
  | 'J_CIDR'
  | 'J_LIST_MIXED'
  | 'J_AGGREGATE'
  | 'J_ORDER_BY'
  | 'J_VALUE';

/** One entry of an error catalogue. */
export interface J1qlErrorEntry {
  readonly code: J1qlErrorCode;
  /** How the message reads; words in braces are filled in. */
  readonly message: string;
  /** Exit code of the command line: 2, the query is to be changed. */
  readonly exitCode: 2;
  readonly retryable: false;
  readonly whatToDo: string;
}

function entry(code: J1qlErrorCode, message: string, whatToDo: string): J1qlErrorEntry {
  return { code, message, exitCode: 2, retryable: false, whatToDo };
}

/** Every error of the query language. */
export const J1QL_ERRORS: Readonly<Record<J1qlErrorCode, J1qlErrorEntry>> = {
  J_SYNTAX: entry(
    'J_SYNTAX',
    'Error parsing query. Unexpected {found}: expected {expected}.',
    'Correct the query at the place shown.',
  ),
  J_LIMIT_LENGTH: entry(
    'J_LIMIT_LENGTH',
    'The query has {found} characters, at most {expected} are allowed.',
    'Shorten the query; long lists of values are better asked in several queries.',
  ),
  J_LIMIT_DEPTH: entry(
    'J_LIMIT_DEPTH',
    'The query is nested deeper than {expected} levels.',
    'Take parentheses out of each other.',
  ),
  J_LIMIT_STEPS: entry(
    'J_LIMIT_STEPS',
    'The query has more than {expected} THAT steps.',
    'Ask in several queries.',
  ),
  J_LIMIT_LIST: entry(
    'J_LIMIT_LIST',
    'A list has more than {expected} values.',
    'Ask in several queries, or compare with a regular expression.',
  ),
  J_LIMIT_TERMS: entry(
    'J_LIMIT_TERMS',
    'The query has too many parts: {found}.',
    'Ask in several queries.',
  ),
  J_LIMIT_PATHS: entry(
    'J_LIMIT_PATHS',
    '{found} finds more than {expected} paths.',
    'Begin with fewer entities, give a smaller depth, or name the relationships and their direction.',
  ),
  J_LIMIT_ROWS: entry(
    'J_LIMIT_ROWS',
    'The answer has more than {expected} {found}.',
    'Narrow the query, or end it with LIMIT.',
  ),
  J_SMART_CLASS: entry(
    'J_SMART_CLASS',
    'The definition of the smart class {found} cannot be used',
    'Correct the definition of the smart class in the settings.',
  ),
  J_CURSOR: entry(
    'J_CURSOR',
    '{found} is no cursor of this query.',
    'Ask for the first page again, without a cursor.',
  ),
  J_UNKNOWN_SELECTOR: entry(
    'J_UNKNOWN_SELECTOR',
    'Invalid selector provided: {found}, valid selectors are: {expected}.',
    'Refer to an alias given with AS, or to a class, type or verb that is written in the query.',
  ),
  J_DUPLICATE_ALIAS: entry(
    'J_DUPLICATE_ALIAS',
    'The alias {found} is given twice.',
    'Give each selector an alias of its own.',
  ),
  J_RESERVED_ALIAS: entry(
    'J_RESERVED_ALIAS',
    '{found} is a word of the language and cannot be an alias.',
    'Choose another alias.',
  ),
  J_UNKNOWN_FUNCTION: entry(
    'J_UNKNOWN_FUNCTION',
    'There is no function {found}, or not with these arguments: expected {expected}.',
    'Use one of the functions of the language.',
  ),
  J_UNKNOWN_VARIABLE: entry(
    'J_UNKNOWN_VARIABLE',
    'No value was given for the placeholder {found}.',
    'Give the value with the query.',
  ),
  J_DATE: entry(
    'J_DATE',
    '{found} is no date: expected {expected}.',
    'Write date(2026), date(2026-11), date(2026-11-24), date(2026-11-24T10:00Z) or date.now - 7 days; units are minutes, hours, days, weeks, months and years.',
  ),
  J_NUMBER: entry(
    'J_NUMBER',
    '{found} cannot be used here: expected {expected}.',
    'Write a whole number in the range shown.',
  ),
  J_REGEX: entry(
    'J_REGEX',
    'The regular expression cannot be used: {found}.',
    'Use characters, classes, groups and repetitions up to 255.',
  ),
  J_CIDR: entry(
    'J_CIDR',
    '{found} is no IPv4 range: expected {expected}.',
    "Write an address and the number of leading bits, '10.0.0.0/8'.",
  ),
  J_LIST_MIXED: entry(
    'J_LIST_MIXED',
    'A list of values mixes AND and OR.',
    'Use one of them in a list, or several comparisons.',
  ),
  J_AGGREGATE: entry(
    'J_AGGREGATE',
    '{found}: expected {expected}.',
    'Use count, sum, avg, min and max on an alias or a property, in columns of RETURN.',
  ),
  J_ORDER_BY: entry(
    'J_ORDER_BY',
    'The result cannot be sorted by {found}: expected {expected}.',
    'Sort by a column of RETURN when rows are grouped or made unique.',
  ),
  J_VALUE: entry(
    'J_VALUE',
    '{found} cannot stand here: expected {expected}.',
    'Correct the query at the place shown.',
  ),
};

/** What is known about an error, besides its code. */
export interface J1qlErrorDetails {
  readonly text: string;
  readonly span: Span;
  readonly found: string;
  readonly expected?: readonly string[];
  /** A word that was probably meant. */
  readonly suggestion?: string;
  /** More than the message template says. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** `a, b or c`. */
function alternatives(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

const CONTEXT_BEFORE = 60;
const CONTEXT_AFTER = 40;

/** The line of the query that holds `span`, cut to what fits a terminal, with a caret below the place. */
function caretLines(text: string, span: Span): string {
  const line = text.split('\n')[span.line - 1] ?? '';
  const start = Math.max(0, span.column - 1 - CONTEXT_BEFORE);
  const shown = line.slice(start, span.column - 1 + CONTEXT_AFTER).replaceAll('\t', ' ');
  const caret = '^'.repeat(
    Math.max(1, Math.min(span.length, shown.length - (span.column - 1 - start))),
  );
  return `  ${shown}\n  ${' '.repeat(span.column - 1 - start)}${caret}`;
}

/** A query that cannot be answered as it is written. */
export class J1qlError extends Error {
  readonly code: J1qlErrorCode;
  readonly exitCode = 2;
  readonly retryable = false;
  readonly whatToDo: string;
  /** Line in the query, from 1. */
  readonly line: number;
  /** Column in the line, from 1. */
  readonly column: number;
  /** Characters from there that are meant. */
  readonly length: number;
  /** What stands at the place. */
  readonly found: string;
  /** What could stand there instead. */
  readonly expected: readonly string[];
  /** A word that was probably meant. */
  readonly suggestion: string | undefined;
  /** One sentence, without the place and the caret. */
  readonly summary: string;

  constructor(code: J1qlErrorCode, details: J1qlErrorDetails) {
    const { span, found, expected = [], suggestion, hint } = details;
    const filled = J1QL_ERRORS[code].message
      .replace('{found}', () => found)
      .replace('{expected}', () => alternatives(expected));
    const place = ` (line ${span.line}, column ${span.column})`;
    const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    const more = hint === undefined ? '' : ` ${hint}`;
    const summary = `${filled}${more}${meant}`;
    super(
      `${filled.replace(/[.]$/, '')}${place}.${more}${meant}\n${caretLines(details.text, span)}`,
      {
        cause: details.cause,
      },
    );
    this.name = 'J1qlError';
    this.code = code;
    this.whatToDo = J1QL_ERRORS[code].whatToDo;
    this.line = span.line;
    this.column = span.column;
    this.length = span.length;
    this.found = found;
    this.expected = expected;
    this.suggestion = suggestion;
    this.summary = summary;
  }
}
