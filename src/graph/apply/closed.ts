import { FAMILIES } from '../families.ts';
import { type ApplyContext, numberOf, queryNumber } from './context.ts';

/**
 * Findings that were closed or ended in this apply, by reason: those that are not there any more, and those of
 * which the new version says another reason than the one before. What came closed is not counted.
 */
export async function closedByReason({
  session,
  seq,
}: ApplyContext): Promise<Readonly<Record<string, number>>> {
  const closed: Record<string, number> = {};
  for (const { table, isOfFindings } of FAMILIES) {
    if (!isOfFindings) continue;
    const ended = `FROM ${table} WHERE end_seq = ${seq}`;
    if ((await queryNumber(session, `SELECT count(*) ${ended}`)) === 0) continue;
    const rows = await session.rows(`SELECT reason, count(*) AS count FROM (
        SELECT CASE WHEN n.id IS NULL THEN o.closed_reason
          WHEN n.closed_reason IS DISTINCT FROM o.closed_reason THEN n.closed_reason END AS reason
        FROM (SELECT id, closed_reason ${ended}) AS o
        LEFT JOIN ${table} n ON n.id = o.id AND n.end_seq IS NULL) AS x
      WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason`);
    for (const row of rows) {
      const reason = String(row['reason']);
      closed[reason] = (closed[reason] ?? 0) + numberOf(row['count']);
    }
  }
  return closed;
}

/**
 * Findings that are open again: the version that began in this apply is open, and the one before it was closed, or ended for a
 * reason, in whichever apply.
 */
export async function countReopened({ session, seq }: ApplyContext): Promise<number> {
  let reopened = 0;
  for (const { table, isOfFindings } of FAMILIES) {
    if (!isOfFindings) continue;
    reopened += await queryNumber(
      session,
      `SELECT count(*) FROM (
        SELECT o.id FROM ${table} n JOIN ${table} o ON o.id = n.id
        WHERE n.begin_seq = ${seq} AND n.end_seq IS NULL AND n.closed_reason IS NULL AND o.end_seq IS NOT NULL
        GROUP BY o.id
        HAVING max(CASE WHEN o.closed_reason IS NOT NULL THEN o.end_seq END) = max(o.end_seq)) AS x`,
    );
  }
  return reopened;
}
