import type { Expression, Reference } from './expression.ts';
import type { Query } from './query.ts';
import type { Span } from './span.ts';

/** A comparison without its negation: `!~=` is `~=` with {@link Comparison.negated}. */
export type Operator = '=' | '>' | '>=' | '<' | '<=' | '~=' | '^=' | '$=';

/** `/pattern/i`. */
export interface RegexOperand {
  readonly kind: 'regex';
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** Flags other than `i`, for the error message. */
  readonly unknownFlags?: string;
  readonly span: Span;
}

/** `('a' OR 'b')`, `('a' AND 'b')`. */
export interface ListOperand {
  readonly kind: 'list';
  readonly connective: 'and' | 'or';
  readonly items: readonly Operand[];
  /** Where AND stands in a list that began with OR, or the other way round. */
  readonly mixedAt?: Span;
  readonly span: Span;
}

/** `(FIND … RETURN x.property)`. */
export interface SubqueryOperand {
  readonly kind: 'subquery';
  readonly query: Query;
  readonly span: Span;
}

/** Right side of a comparison. */
export type Operand = Expression | RegexOperand | ListOperand | SubqueryOperand;

/** `left operator right`. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly left: Expression;
  readonly operator: Operator;
  readonly negated: boolean;
  readonly right: Operand;
  readonly span: Span;
}

/** `cidr(property, '10.0.0.0/8')`. */
export interface CidrTest {
  readonly kind: 'cidr';
  readonly negated: boolean;
  readonly property: Reference;
  readonly range: string;
  readonly rangeSpan: Span;
  readonly span: Span;
}

/** Parts of which all (`and`) or one (`or`) must hold. */
export interface Junction {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Filter[];
}

/** What follows WITH, WHERE and HAVING. */
export type Filter = Comparison | CidrTest | Junction;
