import type { Name, Span } from '../ast/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import { type Binder, RESERVED_ALIASES } from './binder.ts';
import type { Variable } from './bound.ts';

/**
 * The names of one query. An alias names one selector; a selector without one is known by the class, type or
 * verb that is written in the query.
 */
export class Scope {
  readonly #binder: Binder;
  readonly #aliases = new Map<string, Variable>();
  readonly #unaliased = new Map<string, Variable[]>();
  readonly #excluded = new Set<string>();

  constructor(binder: Binder) {
    this.#binder = binder;
  }

  /** @throws J1qlError J_RESERVED_ALIAS, J_DUPLICATE_ALIAS. */
  addAlias(alias: Name, variable: Variable): void {
    if (RESERVED_ALIASES.has(alias.text.toLowerCase())) {
      throw this.#binder.failure('J_RESERVED_ALIAS', alias.span, `"${alias.text}"`);
    }
    if (this.#aliases.has(alias.text)) {
      throw this.#binder.failure('J_DUPLICATE_ALIAS', alias.span, `"${alias.text}"`);
    }
    this.#aliases.set(alias.text, variable);
  }

  /** A selector without an alias, under one of its classes, types or verbs. */
  addUnaliased(name: string, variable: Variable): void {
    this.#unaliased.set(name, [...(this.#unaliased.get(name) ?? []), variable]);
  }

  /** A name behind a negated verb: no row has anything for it. */
  addExcluded(name: string): void {
    this.#excluded.add(name);
  }

  /** True for a name that only stands behind negated verbs, where {@link find} finds nothing. */
  isExcluded(name: string): boolean {
    return this.#excluded.has(name) || this.#excluded.has(name.toUpperCase());
  }

  /** The variable of a name, or undefined. @throws J1qlError where a name stands for two selectors. */
  find(name: string, span: Span): Variable | undefined {
    const alias = this.#aliases.get(name);
    if (alias !== undefined) return alias;
    const found = this.#unaliased.get(name) ?? this.#unaliased.get(name.toUpperCase());
    if (found !== undefined && found.length > 1) {
      throw this.#binder.failure('J_DUPLICATE_ALIAS', span, `"${name}"`, [], {
        hint: 'It stands for two selectors: give them aliases with AS.',
      });
    }
    return found?.[0];
  }

  /** The error for a name that nothing has. */
  unknown(name: string, span: Span) {
    const names = [...this.#aliases.keys(), ...this.#unaliased.keys()];
    const suggestion = didYouMean(name, names);
    return this.#binder.failure(
      'J_UNKNOWN_SELECTOR',
      span,
      `"${name}"`,
      names.map((known) => `"${known}"`),
      suggestion === undefined ? {} : { suggestion },
    );
  }
}
