import { SEGMENT_COLUMNS, type StoredPage } from '../../spool/index.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { ColumnType } from '../table-column.ts';

const TYPES = new Map<string, ColumnType>([
  ...SEGMENT_COLUMNS.map(({ name, type }): [string, ColumnType] => [name, type]),
  /** Number of an extracted row (see extract-rows.ts). */
  ['_n', 'bigint'],
]);

/**
 * A FROM item with the alias `w` that reads columns of the segments of `pages`. It has the column `file`
 * too: the position of the page in the run, counted from `firstFile` on.
 */
export function segmentSource(
  dialect: Dialect,
  pages: readonly Pick<StoredPage, 'segment' | 'longestRow'>[],
  columns: readonly string[],
  firstFile = 0,
): string {
  const files = {
    paths: pages.map(({ segment }) => segment),
    firstFile,
    longestRow: pages.reduce((longest, { longestRow }) => Math.max(longest, longestRow), 0),
  };
  const source = dialect.stageSegments(
    files,
    columns.map((name) => ({ name, type: TYPES.get(name) ?? 'text' })),
  );
  return `${source} AS w`;
}
