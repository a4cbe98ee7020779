import type { Expression } from './expression.ts';
import type { Filter } from './filter.ts';
import type { Name, Selector } from './selector.ts';
import type { Span } from './span.ts';
import type { Step } from './step.ts';

/** `expression [AS name]`. */
export interface Column {
  readonly expression: Expression;
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
