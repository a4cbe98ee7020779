/** What a piece of a query is. */
export type PieceKind =
  | 'word'
  | 'text'
  | 'number'
  | 'regex'
  | 'placeholder'
  | 'bracket'
  | 'comment'
  | 'symbol';

/** A piece of a query that may be half written. */
export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** First match wins. What is not closed reaches to the end of its line: somebody is still writing it. */
const PATTERNS: readonly (readonly [PieceKind, RegExp])[] = [
  ['comment', /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/y],
  ['text', /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|['"][^\n]*/y],
  ['placeholder', /\$\{[^{}\n]*\}?|\{\{[^{}\n]*(?:\}\}?)?/y],
  ['bracket', /\[[^\]\n]*\]?/y],
  ['number', /\d+(?:\.\d+)?/y],
  // With the dots inside: `h.tag.AccountName`.
  ['word', /#?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\.?/y],
  ['symbol', /!~=|!\^=|!\$=|!=|~=|\^=|\$=|>>|<<|>=|<=|[^\s]/y],
];
const REGEX = /\/(?![*\n])(?:[^/\\\n[]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\/[A-Za-z]*/y;

/** The comparison operators. */
export const OPERATORS: readonly string[] = [
  '=',
  '!=',
  '>',
  '>=',
  '<',
  '<=',
  '~=',
  '!~=',
  '^=',
  '!^=',
  '$=',
  '!$=',
];

function pieceAt(text: string, from: number, before: Piece | undefined): Piece {
  // As in the language itself: a slash begins a pattern only where a value is due.
  if (text[from] === '/' && before !== undefined && OPERATORS.includes(before.text)) {
    REGEX.lastIndex = from;
    const match = REGEX.exec(text);
    if (match !== null) return { kind: 'regex', text: match[0], from, to: REGEX.lastIndex };
  }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (match !== null) return { kind, text: match[0], from, to: pattern.lastIndex };
  }
  return { kind: 'symbol', text: text[from] ?? '', from, to: from + 1 };
}

/** The pieces of a query, comments included. Never fails: what the language does not know is a symbol. */
export function scan(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text[position] ?? '')) {
      position += 1;
      continue;
    }
    const piece = pieceAt(text, position, pieces.at(-1));
    pieces.push(piece);
    position = piece.to;
  }
  return pieces;
}
