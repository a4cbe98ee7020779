import { ownershipOf } from '../families.ts';
import { type ApplyContext, kindList } from './context.ts';
import { segmentSource } from './segment-source.ts';
import { ROW } from './stage.ts';

/**
 * Copies the targets of the run into the temporary table `staged_claim`, one per asset: which target stands
 * for it, which scanner scans it, and what is known of the last complete read before this run.
 */
export async function stageClaims({ session, instanceId }: ApplyContext): Promise<void> {
  await session.run(`CREATE TEMP TABLE staged_claim AS
    SELECT no, kind_id, key_hash, ord, scanner, last_read_on, read_scope FROM (
      SELECT n.no, s.kind_id, s.key_hash, s.ord, s.scanner, c.last_read_on, c.read_scope,
        row_number() OVER (PARTITION BY n.no ORDER BY s.ord NULLS LAST, s.file, s.pos) AS place
      FROM stage s JOIN asset_number n ON n.space = s.space AND n.ref = s.ref
      LEFT JOIN claim c ON c.instance_id = ${instanceId} AND c.asset_no = n.no
      WHERE s.row = ${ROW.target}) AS x
    WHERE place = 1`);
}

/**
 * Notes in the temporary table `present_asset` (no) which of the assets that the store knows are in the
 * complete list of the run.
 */
export async function notePresent({ session, pages, scopeId }: ApplyContext): Promise<void> {
  const withPresent = pages.filter(({ rows }) => (rows['present'] ?? 0) > 0);
  const source = segmentSource(session.dialect, withPresent, ['_row', '_space', '_ref']);
  await session.run(`CREATE TEMP TABLE present_asset AS
    SELECT DISTINCT a.no FROM ${source}
    JOIN asset_ref a ON a.scope_id = ${scopeId} AND a.space = w._space AND a.ref = w._ref AND a.end_seq IS NULL
    WHERE w._row = 'present'`);
}

/**
 * Takes targets out of the stage that must not stand, because the instance has an asset of lower order
 * for the same target that this run did not read.
 */
export async function yieldToLowerOrder(context: ApplyContext): Promise<void> {
  const { session, instanceId } = context;
  await session.run(`DELETE FROM stage WHERE row = ${ROW.target} AND EXISTS (
    SELECT 1 FROM claim c
    WHERE c.instance_id = ${instanceId} AND c.kind_id = stage.kind_id AND c.key_hash = stage.key_hash
      AND c.ord < stage.ord
      AND (c.kind_id NOT IN ${completeTargets(context)} OR c.asset_no IN (SELECT no FROM present_asset))
      AND c.asset_no NOT IN (SELECT no FROM staged_claim))`);
}

/** Kinds of targets that the run read completely. */
export function completeTargets({ kinds, completeTypes }: ApplyContext): string {
  return kindList(
    { kinds },
    ({ type }) => ownershipOf(type) === 'mapped' && completeTypes.has(type),
  );
}

/** Replaces the claims that the run brings anew, and removes those on what the instance does not scan any more. */
export async function settleClaims(context: ApplyContext): Promise<void> {
  const { session, instanceId, scopeId, seq } = context;
  const { dialect } = session;
  await session.run(`DELETE FROM claim WHERE instance_id = ${instanceId}
    AND (asset_no IN (SELECT no FROM purged_asset) OR asset_no IN (SELECT no FROM staged_claim))`);
  await session.run(`INSERT INTO claim (instance_id, scope_id, asset_no, kind_id, key_hash, ord, scanner_id, seq, last_read_on, read_scope)
    SELECT ${instanceId}, ${scopeId}, c.no, c.kind_id, c.key_hash, c.ord, e.id, ${seq}, c.last_read_on, c.read_scope
    FROM staged_claim c
    LEFT JOIN entity e ON e.instance_id = ${instanceId} AND e.end_seq IS NULL
      AND e.key_hash = ${dialect.keyHash('c.scanner')}
      AND e.kind_id IN ${kindList(context, ({ classes }) => classes.includes('Service'))}`);
}
