import { type ApplyContext, queryNumber } from './context.ts';

/**
 * Moves time and scope of the last complete read of the assets that this run read completely, and brings the
 * time to the hosts: a merge of their rows does not know it. Where removals were held, the read does not
 * count: it has to be done again. Several records of one host are as old as the oldest of
 * them; of several instances, the one that read last counts.
 */
export async function moveLastRead(context: ApplyContext): Promise<void> {
  const { session, instanceId, scopeId, scope } = context;
  const { dialect } = session;
  const hash = scope === undefined ? 'NULL' : dialect.keyHash(dialect.literal(scope.fingerprint));
  await session.run(`UPDATE claim
    SET last_read_on = coalesce(r.read_on, claim.last_read_on), read_scope = coalesce(${hash}, claim.read_scope)
    FROM (SELECT no, max(read_on) AS read_on FROM covered_asset
      WHERE no NOT IN (SELECT no FROM held_asset) GROUP BY no) AS r
    WHERE claim.instance_id = ${instanceId} AND claim.asset_no = r.no`);
  const known = `SELECT count(*) FROM claim WHERE scope_id = ${scopeId} AND last_read_on IS NOT NULL`;
  if ((await queryNumber(session, known)) === 0) return;
  await session.run(`UPDATE entity_host SET last_read_on = r.read_on
    FROM (SELECT kind_id, key_hash, CASE WHEN count(*) = count(read_on) THEN min(read_on) END AS read_on
      FROM (SELECT kind_id, key_hash, asset_no, max(last_read_on) AS read_on FROM claim
        WHERE scope_id = ${scopeId} GROUP BY kind_id, key_hash, asset_no) AS c
      GROUP BY kind_id, key_hash) AS r
    WHERE entity_host.end_seq IS NULL AND entity_host.instance_id = ${scopeId}
      AND entity_host.kind_id = r.kind_id AND entity_host.key_hash = r.key_hash
      AND entity_host.last_read_on IS DISTINCT FROM r.read_on`);
}
