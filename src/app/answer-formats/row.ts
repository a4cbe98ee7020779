/** A row of an answer: an object keyed by column name, or a vertex object of a list. */
export type Row = Readonly<Record<string, unknown>>;

/** What a format needs to know of a query's answer. */
export interface Answer {
  readonly shape: 'list' | 'table' | 'tree';
  readonly columns: readonly string[];
  /** Rows may hold more than `columns` say. */
  readonly hasOpenColumns: boolean;
  /** Rows in batches, from the beginning at each call. */
  rows(): AsyncIterable<readonly Row[]>;
}

/** Writes an answer; returns the number of rows. */
export type Format = (answer: Answer, out: (text: string) => Promise<void>) => Promise<number>;

/** A vertex object (`{id, entity, properties}`) as one flat object; other rows as they are. */
export function flatRow({ shape }: Answer, row: Row): Row {
  return shape === 'list' ? { ...(row['entity'] as Row), ...(row['properties'] as Row) } : row;
}
