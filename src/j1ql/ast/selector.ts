import type { Filter } from './filter.ts';
import type { Span } from './span.ts';

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
