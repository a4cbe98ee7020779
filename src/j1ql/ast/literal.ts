import type { Span } from './span.ts';

/** A text in quotes. */
export interface TextLiteral {
  readonly kind: 'text';
  readonly value: string;
  readonly span: Span;
}

/** A number. */
export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  readonly span: Span;
}

/** `true` or `false`. */
export interface BooleanLiteral {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

/** `undefined` or `null`: both stand for absence. */
export interface AbsentLiteral {
  readonly kind: 'absent';
  readonly span: Span;
}

/** `+ 7 days` behind `date.now`. */
export interface DateOffset {
  readonly sign: 1 | -1;
  readonly amount: number;
  /** As written: `days`, `hr` … */
  readonly unit: string;
  readonly unitSpan: Span;
}

/** `date.now ± n unit`, or `date(…)`. */
export interface DateLiteral {
  readonly kind: 'date';
  /** What stands between the parentheses of `date(…)`; absent for `date.now`. */
  readonly iso?: string;
  readonly offsets: readonly DateOffset[];
  readonly span: Span;
}

/** `${param.name}`, `${name}` or `{{name}}`: a value that comes with the call. */
export interface PlaceholderLiteral {
  readonly kind: 'placeholder';
  /** `param.name` or `name`. */
  readonly name: string;
  readonly span: Span;
}

/** A value that is written in the query. */
export type Literal =
  | TextLiteral
  | NumberLiteral
  | BooleanLiteral
  | AbsentLiteral
  | DateLiteral
  | PlaceholderLiteral;
