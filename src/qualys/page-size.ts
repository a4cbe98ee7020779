/** Whole pages after which the size grows. */
const WHOLE_PAGES = 5;
const GROWTH = 1.25;

/** What a page size is told once. */
export interface PageSizeOptions {
  /** Size to begin with after trouble with an answer of unlimited size. */
  readonly limitOfAll: number;
  /** Told when the size changes; undefined when it is as asked again. */
  readonly onChange: (pageSize: number | undefined) => void;
}

/**
 * How many records are asked for at once. Halves when an answer was too much for the server or the way,
 * and grows back slowly: heavy answers come in clusters.
 */
export class PageSize {
  readonly #options: PageSizeOptions;
  /** Most records per page at the moment; undefined while there was no trouble. */
  #cap: number | undefined;
  #wholePages = 0;

  constructor(options: PageSizeOptions) {
    this.#options = options;
  }

  /** The size to ask for where so many are wanted; Infinity is everything in one answer. */
  of(wanted: number): number {
    return Math.min(wanted, this.#cap ?? wanted);
  }

  /** An answer of this size was too much. Calls that failed side by side count once. */
  shrink(used: number): void {
    this.#wholePages = 0;
    const half =
      used === Number.POSITIVE_INFINITY
        ? this.#options.limitOfAll
        : Math.max(1, Math.floor(used / 2));
    this.#set(Math.min(half, this.#cap ?? half));
  }

  /** A whole page of this size came where so many were wanted. */
  grow(used: number, wanted: number): void {
    if (this.#cap === undefined || used < this.#cap) return;
    if (++this.#wholePages < WHOLE_PAGES) return;
    this.#wholePages = 0;
    const grown = Math.ceil(this.#cap * GROWTH);
    const most = wanted === Number.POSITIVE_INFINITY ? this.#options.limitOfAll * 8 : wanted;
    this.#set(grown >= most ? undefined : grown);
  }

  #set(cap: number | undefined): void {
    if (cap === this.#cap) return;
    this.#cap = cap;
    this.#options.onChange(cap);
  }
}
