import type { Name, Selector } from './selector.ts';
import type { Span } from './span.ts';

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
