/** Where a piece of a query stands in its text. Lines and columns count from 1, offsets from 0. */
export interface Span {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}
