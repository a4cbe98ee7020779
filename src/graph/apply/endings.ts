import { FAMILIES, type Family, ownershipOf } from '../families.ts';
import { PARKED } from '../schema.ts';
import { type ApplyContext, familyKinds, kindList, queryNumber } from './context.ts';
import { ROW } from './stage.ts';

/**
 * Ends findings of this instance on assets that it does not scan any more (the complete list does not have
 * them). `hostPurged` if nobody in the subscription scans the asset, `outOfScope` if another instance does.
 */
export async function endFindingsOfPurged({
  session,
  seq,
  at,
  instanceId,
  scopeId,
}: ApplyContext): Promise<void> {
  if ((await queryNumber(session, 'SELECT count(*) FROM purged_asset')) === 0) return;
  for (const { table, isOfFindings } of FAMILIES) {
    if (!isOfFindings) continue;
    await session.run(`UPDATE ${table} AS e SET end_seq = ${seq}, end_on = ${at},
        closed_reason = CASE WHEN e.asset_no IN (SELECT asset_no FROM claim WHERE scope_id = ${scopeId})
          THEN 'outOfScope' ELSE 'hostPurged' END
      WHERE e.end_seq IS NULL AND e.instance_id = ${instanceId} AND e.asset_no IN (SELECT no FROM purged_asset)`);
  }
}

/**
 * Ends what the run shows to be gone: entities of types that it read completely, and findings on assets
 * that it read completely, where it does not bring them. Targets end by their claims, vulnerabilities by
 * their findings; both are not looked at here.
 */
export async function endUnreported(
  context: ApplyContext,
  families: readonly Family[],
): Promise<void> {
  const { session, seq, at, instanceId, completeTypes } = context;
  const complete = kindList(
    context,
    ({ type }) =>
      completeTypes.has(type) && (!context.isModelIntegration || ownershipOf(type) === 'instance'),
  );
  for (const family of families) {
    const { table } = family;
    await session.run(`UPDATE ${table} AS e SET end_seq = ${seq}, end_on = ${at}, closed_reason = 'notReported'
      WHERE e.end_seq IS NULL AND e.begin_seq < ${seq} AND e.instance_id = ${instanceId}
        AND e.kind_id IN ${familyKinds(context, family)}
        AND (e.kind_id IN ${complete} OR EXISTS (
          SELECT 1 FROM covered_asset c WHERE c.kind_id = e.kind_id AND c.no = e.asset_no))
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
