import { FAMILIES, type Family } from '../families.ts';
import { PARKED } from '../schema.ts';
import { type ApplyContext, completeKinds, familyKinds, queryNumber } from './context.ts';
import { ROW } from './stage.ts';

/**
 * Ends entities, other than findings, of kinds that the run read completely, where it does not bring them.
 * Targets end by their claims, vulnerabilities of a subscription by their findings.
 */
export async function endUnreported(
  context: ApplyContext,
  families: readonly Family[],
): Promise<void> {
  const { session, seq, at, instanceId } = context;
  const complete = completeKinds(context);
  for (const family of families) {
    await session.run(`UPDATE ${family.table} AS e SET end_seq = ${seq}, end_on = ${at}, closed_reason = 'notReported'
      WHERE e.end_seq IS NULL AND e.begin_seq < ${seq} AND e.instance_id = ${instanceId}
        AND e.kind_id IN ${familyKinds(context, family)} AND e.kind_id IN ${complete}
        AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.row < ${ROW.covered}
          AND s.owner = e.instance_id AND s.kind_id = e.kind_id AND s.key_hash = e.key_hash)`);
  }
}

/**
 * Removes rows that began and ended in this apply: no query can ever see them. Where such a row was the next
 * version of another, the reason of its end moves to that one.
 */
export async function tidy({ session, seq }: ApplyContext): Promise<void> {
  for (const { table } of FAMILIES) {
    const unseen = `begin_seq = ${seq} AND end_seq = ${seq} AND source <> '${PARKED}'`;
    if ((await queryNumber(session, `SELECT count(*) FROM ${table} WHERE ${unseen}`)) === 0)
      continue;
    await session.run(`UPDATE ${table} AS e SET closed_reason = n.closed_reason
      FROM (SELECT id, closed_reason FROM ${table} WHERE ${unseen}) AS n
      WHERE e.id = n.id AND e.end_seq = ${seq} AND e.begin_seq < ${seq}`);
    await session.run(`DELETE FROM ${table} WHERE ${unseen}`);
  }
}
