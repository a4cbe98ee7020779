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
