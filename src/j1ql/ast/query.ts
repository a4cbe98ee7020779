import type { Expression, Reference } from './expression.ts';
import type { Span } from './span.ts';

// One file, because a filter can hold a query and a query holds filters.

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

/** A word of the query with its place. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** Which entities a selector is about. */
export interface Target {
  /** `"10.20.30.40"`: entities that hold this text in some property. */
  readonly fullText?: Name;
  /** `#Production`: a smart class. */
  readonly smart?: Name;
  /** Classes, types and `*`; empty when there is only a text or a smart class. */
  readonly names: readonly Name[];
  readonly span: Span;
}

/** `target [WITH filter] [AS alias]`. */
export interface Selector {
  readonly target: Target;
  readonly filter?: Filter;
  readonly alias?: Name;
}

/** Which way an edge points: from the left of the step to its right (`>>`), the other way, or either. */
export type Direction = 'out' | 'in' | 'any';

/** `THAT verb selector`. */
export interface Traversal {
  readonly kind: 'traversal';
  /** `!VERB`: entities that have no such edge. */
  readonly negated: boolean;
  /** SOMEHOW with its depth; absent for a plain step. */
  readonly somehow?: { readonly depth?: number; readonly span: Span };
  readonly direction: Direction;
  /** Empty: RELATES TO, any class. */
  readonly verbs: readonly Name[];
  readonly alias?: Name;
  readonly selector: Selector;
  readonly span: Span;
}

/** `(THAT …)?`. */
export interface OptionalSteps {
  readonly kind: 'optional';
  readonly steps: readonly Step[];
  readonly alias?: Name;
  readonly span: Span;
}

/** One step of a path. */
export type Step = Traversal | OptionalSteps;

/** `expression [AS name]`. */
export interface Column {
  readonly expression: Expression;
  /** `h.name = /(?<site>[a-z]+)-/`: what the named groups of the pattern hold are the columns. */
  readonly extraction?: RegexOperand;
  readonly alias?: Name;
}

/** `RETURN TREE`, or the columns. */
export type Return =
  | { readonly kind: 'tree'; readonly span: Span }
  | { readonly kind: 'columns'; readonly columns: readonly Column[]; readonly span: Span };

/** A key of ORDER BY. */
export interface OrderKey {
  readonly expression: Expression;
  readonly descending: boolean;
}

/** A whole query. */
export interface Query {
  readonly unique: boolean;
  readonly start: Selector;
  readonly steps: readonly Step[];
  readonly where?: Filter;
  readonly returns?: Return;
  readonly having?: Filter;
  readonly order: readonly OrderKey[];
  readonly skip?: number;
  readonly limit?: number;
  readonly span: Span;
}
