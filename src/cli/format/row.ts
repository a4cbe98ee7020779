/** A decoded row of a query: an object keyed by column name, or a vertex object of a list. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows as they come out of a query, in batches. */
export type Rows = AsyncIterable<readonly Row[]>;

/** What a format needs to know of a query's answer. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: Rows;
}

/** Writes an answer; returns the number of rows. */
export type Format = (answer: Answer, out: (text: string) => Promise<void>) => Promise<number>;
