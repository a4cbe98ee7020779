import type { Literal } from './literal.ts';
import type { Span } from './span.ts';

/**
 * A dotted name as written. Which part of it is an alias and which a property is for the analysis to
 * say: `h.tag.AccountName`, `tag.AccountName`, `h`, `findings`.
 */
export interface Reference {
  readonly kind: 'reference';
  /** The words before and between the dots. */
  readonly parts: readonly string[];
  /** The text of a bracketed property, which stands last: `[tag.cost-centre]`. */
  readonly bracket?: string;
  readonly span: Span;
}

/** `h.*`. */
export interface AllProperties {
  readonly kind: 'allProperties';
  readonly name: string;
  readonly span: Span;
}

/** `*` as an argument of a function. */
export interface Star {
  readonly kind: 'star';
  readonly span: Span;
}

/** A function call. */
export interface Call {
  readonly kind: 'call';
  /** In lower case. */
  readonly name: string;
  readonly args: readonly Expression[];
  readonly span: Span;
}

/** Two values and an arithmetic operator. */
export interface Arithmetic {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/' | '^';
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `-x`. */
export interface Negation {
  readonly kind: 'negation';
  readonly operand: Expression;
  readonly span: Span;
}

/** Anything that has a value. */
export type Expression = Literal | Reference | AllProperties | Star | Call | Arithmetic | Negation;
