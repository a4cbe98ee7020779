import { type ApplyContext, queryNumber } from './context.ts';

/**
 * Moves the time of the last complete read of the assets that this run read completely, and brings it to the
 * hosts: a merge of their rows does not know it. Several records of one host are as old as the oldest of
 * them; of several instances, the one that read last counts.
 */
export async function moveLastRead({ session, instanceId, scopeId }: ApplyContext): Promise<void> {
  await session.run(`UPDATE claim SET last_read_on = r.read_on
    FROM (SELECT no, max(read_on) AS read_on FROM covered_asset WHERE read_on IS NOT NULL GROUP BY no) AS r
    WHERE claim.instance_id = ${instanceId} AND claim.asset_no = r.no
      AND claim.last_read_on IS DISTINCT FROM r.read_on`);
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
