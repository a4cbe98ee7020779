import type { Parameter } from '../../graph/index.ts';

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

  /** All values in order. */
  get values(): readonly Parameter[] {
    return this.#values;
  }
}
