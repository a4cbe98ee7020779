import type { Compilation } from './context.ts';

/** A condition: the row of a table with versions has ended, as the query sees it. Null where there is no row. */
export function isEnded({ pinned }: Compilation, alias: string): string {
  const ended =
    pinned === undefined ? `${alias}.end_seq IS NOT NULL` : `${alias}.end_seq <= ${pinned}`;
  return `CASE WHEN ${alias}.begin_seq IS NOT NULL THEN coalesce(${ended}, FALSE) END`;
}

/** When the row ended, as the query sees it; what ended after the pinned sequence has not ended. */
export function endedOn({ pinned }: Compilation, alias: string): string {
  return pinned === undefined
    ? `${alias}.end_on`
    : `CASE WHEN ${alias}.end_seq <= ${pinned} THEN ${alias}.end_on END`;
}
