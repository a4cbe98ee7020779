import { FAMILIES } from '../families.ts';
import { type ApplyContext, completeKinds, familyKinds, kindList, queryNumber } from './context.ts';
import { ROW } from './stage.ts';

const FINDING_FAMILIES = FAMILIES.filter(({ isOfFindings }) => isOfFindings);

/**
 * Notes in the temporary table `leaving` (id, kind_id, asset_no, reason …) the findings that the run shows to be
 * gone: on assets, or of kinds, that it read completely without bringing them. What was fixed before
 * leaves as `fixed`; what the run could not see has not gone, and leaves as `outOfScope`. Gives their
 * number. Findings on assets that are gone themselves are not among them.
 */
export async function noteLeaving(context: ApplyContext): Promise<number> {
  const { session, instanceId, isScopeChanged, scope } = context;
  const hash =
    scope === undefined
      ? 'NULL'
      : session.dialect.keyHash(session.dialect.literal(scope.fingerprint));
  const complete = completeKinds(context);
  const parts = FINDING_FAMILIES.map(
    (
      family,
    ) => `SELECT e.id, e.kind_id, e.asset_no, e.qid, coalesce(lower(e.p_type), '') <> 'info' AS is_rated,
        CASE WHEN e.closed_reason = 'fixed' THEN 'fixed' WHEN c.reason IS NOT NULL THEN c.reason
          WHEN coalesce(l.read_scope <> ${hash}, ${isScopeChanged}) THEN 'outOfScope'
          ELSE 'notReported' END AS reason
      FROM ${family.table} e
      LEFT JOIN covered_asset c ON c.kind_id = e.kind_id AND c.no = e.asset_no
      LEFT JOIN claim l ON l.instance_id = ${instanceId} AND l.asset_no = e.asset_no
      WHERE e.end_seq IS NULL AND e.instance_id = ${instanceId} AND e.kind_id IN ${familyKinds(context, family)}
        AND (c.no IS NOT NULL OR e.kind_id IN ${complete})
        AND (e.asset_no IS NULL OR e.asset_no NOT IN (SELECT no FROM purged_asset))
        AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.row < ${ROW.covered}
          AND s.owner = e.instance_id AND s.kind_id = e.kind_id AND s.key_hash = e.key_hash)`,
  );
  await session.run(`CREATE TEMP TABLE leaving AS ${parts.join(' UNION ALL ')}`);
  const count = await queryNumber(session, 'SELECT count(*) FROM leaving');
  if (count > 0) await noteReRated(context);
  return count;
}

/**
 * A vulnerability that Qualys rated anew may fall out of the severities that are read: its findings are not
 * reported any more, and yet they are there. Information has a severity in the knowledge base only.
 */
async function noteReRated(context: ApplyContext): Promise<void> {
  const { session, scope, scopeId } = context;
  if (scope === undefined || scope.severities.length === 0) return;
  const vulnerabilities = kindList(context, ({ type }) => type === 'qualys_vuln');
  const hostFindings = kindList(context, ({ type }) => type === 'qualys_host_finding');
  await session.run(`UPDATE leaving SET reason = 'outOfScope'
    WHERE reason = 'notReported' AND kind_id IN ${hostFindings} AND is_rated AND qid IN (
      SELECT v.qid FROM entity_vulnerability v
      WHERE v.end_seq IS NULL AND v.instance_id = ${scopeId} AND v.kind_id IN ${vulnerabilities}
        AND v.severity_level NOT IN (${scope.severities.map(Number).join(', ')}))`);
}

/** Ends the findings in `leaving`. */
export async function endLeaving({ session, seq, at }: ApplyContext): Promise<void> {
  if ((await queryNumber(session, 'SELECT count(*) FROM leaving')) === 0) return;
  for (const { table } of FINDING_FAMILIES) {
    await session.run(`UPDATE ${table} SET end_seq = ${seq}, end_on = ${at}, closed_reason = l.reason
      FROM leaving l WHERE ${table}.end_seq IS NULL AND ${table}.id = l.id`);
  }
}
