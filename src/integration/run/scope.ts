import type { IdRanges } from '../../qualys/index.ts';

/**
 * Name of a page for the ledger and the report: first and last id, and the number of the page from the
 * second on: `100001-100250`, `100001-100250_2`.
 */
export function scopeOf(ids: IdRanges, page: number): string {
  const first = ids.ranges[0]?.[0] ?? 0;
  const last = ids.ranges.at(-1)?.[1] ?? 0;
  return page === 1 ? `${first}-${last}` : `${first}-${last}_${page}`;
}
