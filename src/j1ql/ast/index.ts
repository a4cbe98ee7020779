export type {
  AllProperties,
  Arithmetic,
  Call,
  Expression,
  Negation,
  Reference,
  Star,
} from './expression.ts';
export type {
  CidrTest,
  Comparison,
  Filter,
  Junction,
  ListOperand,
  Operand,
  Operator,
  RegexOperand,
  SubqueryOperand,
} from './filter.ts';
export type {
  AbsentLiteral,
  BooleanLiteral,
  DateLiteral,
  DateOffset,
  Literal,
  NumberLiteral,
  PlaceholderLiteral,
  TextLiteral,
} from './literal.ts';
export type { Column, OrderKey, Query, Return } from './query.ts';
export type { Name, Selector, Target } from './selector.ts';
export type { Span } from './span.ts';
export type { Direction, OptionalSteps, Step, Traversal } from './step.ts';
