import { FAMILIES } from '../families.ts';
import { completeTargets } from './claims.ts';
import { type ApplyContext, queryNumber } from './context.ts';

/**
 * Notes in the temporary table `purged_asset` (no, kind_id, key_hash, is_shared) what this instance does not
 * scan any more: the run read the kind completely, and neither brings the asset nor has it in the
 * complete list. `is_shared`: another instance of the subscription still scans it. Gives their number.
 */
export async function notePurged(context: ApplyContext): Promise<number> {
  const { session, instanceId, scopeId } = context;
  await session.run(`CREATE TEMP TABLE purged_asset AS
    SELECT c.asset_no AS no, c.kind_id, c.key_hash,
      c.asset_no IN (SELECT asset_no FROM claim WHERE scope_id = ${scopeId} AND instance_id <> ${instanceId}) AS is_shared
    FROM claim c WHERE c.instance_id = ${instanceId} AND c.kind_id IN ${completeTargets(context)}
      AND c.asset_no NOT IN (SELECT no FROM staged_claim)
      AND c.asset_no NOT IN (SELECT no FROM present_asset)`);
  return queryNumber(session, 'SELECT count(*) FROM purged_asset');
}

/**
 * Ends the findings of this instance on the assets in `purged_asset`: `merged` if another host took over the
 * place, `outOfScope` if another instance still scans it or the scope has changed, else `hostPurged`. What
 * was fixed before stays fixed.
 */
export async function endFindingsOfPurged({
  session,
  seq,
  at,
  instanceId,
  isScopeChanged,
}: ApplyContext): Promise<void> {
  if ((await queryNumber(session, 'SELECT count(*) FROM purged_asset')) === 0) return;
  for (const { table, isOfFindings } of FAMILIES) {
    if (!isOfFindings) continue;
    await session.run(`UPDATE ${table} SET end_seq = ${seq}, end_on = ${at},
        closed_reason = CASE WHEN p.no IN (SELECT old_no FROM merged_asset) THEN 'merged'
          WHEN ${table}.closed_reason = 'fixed' THEN 'fixed'
          WHEN p.is_shared OR ${isScopeChanged} THEN 'outOfScope' ELSE 'hostPurged' END
      FROM purged_asset p
      WHERE ${table}.end_seq IS NULL AND ${table}.instance_id = ${instanceId} AND ${table}.asset_no = p.no`);
  }
}
