import type { Parameter } from '../../graph/index.ts';

/** A quoted text or name of the statement, which is left alone, or a position. */
const QUOTED_OR_POSITION = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g;

/** The values of a query, bound by position. Equal values share a position. */
export class Parameters {
  readonly #values: Parameter[] = [];
  readonly #positions = new Map<string, string>();

  /** `$n` for a value. */
  add(value: string | number | boolean): string {
    const key = `${typeof value} ${value}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    this.#values.push(value);
    const position = `$${this.#values.length}`;
    this.#positions.set(key, position);
    return position;
  }

  /**
   * The finished statement with the values that it really has, numbered in the order in which they appear.
   * A comparison that can never hold leaves its value behind, and engines refuse values without a place.
   */
  finish(sql: string): { readonly sql: string; readonly params: readonly Parameter[] } {
    const params: Parameter[] = [];
    const renumbered = new Map<string, string>();
    const finished = sql.replace(QUOTED_OR_POSITION, (match, position: string | undefined) => {
      if (position === undefined) return match;
      const known = renumbered.get(position);
      if (known !== undefined) return known;
      params.push(this.#values[Number(position) - 1] ?? null);
      const name = `$${params.length}`;
      renumbered.set(position, name);
      return name;
    });
    return { sql: finished, params };
  }
}
