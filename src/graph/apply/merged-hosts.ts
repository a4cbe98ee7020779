import { PARKED } from '../schema.ts';
import { type ApplyContext, queryNumber } from './context.ts';

/** What tells two findings of one host apart, besides the ids that Qualys gives. */
const FINDING_IDENTITY = [
  'qid',
  'p_type',
  'port',
  'protocol',
  'ssl',
  'service',
  'instance',
  'detection_fqdn',
];

/** Rows of a target, whoever stands for it. */
function isTarget(alias: string, scopeId: number): string {
  return `${alias}.instance_id = ${scopeId} AND (${alias}.end_seq IS NULL OR ${alias}.source = '${PARKED}')`;
}

/**
 * Notes in the temporary table `vanished_host` by what the hosts of `purged_asset` might be known again. Before
 * hosts are merged: afterwards the row may be that of another record.
 */
export async function noteVanished({ session, scopeId }: ApplyContext): Promise<void> {
  await session.run(`CREATE TEMP TABLE vanished_host AS
    SELECT p.no, p.kind_id, p.key_hash, h.id, h.created_on, h.qualys_agent_id AS agent_id, h.qualys_asset_id AS asset_id
    FROM purged_asset p
    JOIN asset_ref a ON a.no = p.no AND a.end_seq IS NULL AND a.space = 'host'
    JOIN entity_host h ON ${isTarget('h', scopeId)} AND h.kind_id = p.kind_id AND h.key_hash = p.key_hash
      AND h.qualys_qweb_host_id = a.ref`);
}

/**
 * Finds the hosts that are new to the instance and have the agent id or else the asset id of one that
 * vanished: Qualys made one record of two. The temporary table `merged_asset` (old_no, new_no …) has one row
 * for each that vanished. Gives how many hosts took over a place.
 */
export async function findMerged({ session, instanceId, scopeId }: ApplyContext): Promise<number> {
  await session.run(`CREATE TEMP TABLE appeared_host AS
    SELECT c.no, h.id, h.qualys_agent_id AS agent_id, h.qualys_asset_id AS asset_id
    FROM staged_claim c
    JOIN asset_ref a ON a.no = c.no AND a.end_seq IS NULL AND a.space = 'host'
    JOIN entity_host h ON ${isTarget('h', scopeId)} AND h.kind_id = c.kind_id AND h.key_hash = c.key_hash
      AND h.qualys_qweb_host_id = a.ref
    WHERE NOT EXISTS (SELECT 1 FROM claim k WHERE k.instance_id = ${instanceId} AND k.asset_no = c.no)`);
  const by = (id: string, rank: number): string =>
    `SELECT v.no AS old_no, n.no AS new_no, v.kind_id, v.key_hash, v.id AS old_id, n.id AS new_id, v.created_on, ${rank} AS rank
     FROM vanished_host v JOIN appeared_host n ON n.${id} = v.${id}`;
  await session.run(`CREATE TEMP TABLE merged_asset AS
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY old_no ORDER BY rank, new_no) AS place
      FROM (${by('agent_id', 0)} UNION ALL ${by('asset_id', 1)}) AS x) AS y
    WHERE place = 1`);
  return queryNumber(session, 'SELECT count(DISTINCT new_no) FROM merged_asset');
}

/** Where nothing vanished, nothing is merged. */
export async function noneMerged({ session }: ApplyContext): Promise<void> {
  await session.run(
    'CREATE TEMP TABLE merged_asset (old_no INTEGER, new_no INTEGER, kind_id SMALLINT, key_hash BIGINT)',
  );
}

/**
 * Which findings may have taken over the place of which: the temporary table `merge_pair` (old_no, new_no). To
 * the hosts merged in this run come those of earlier ones whose findings nobody could read since. False if
 * there are none.
 */
async function notePairs({ session, instanceId }: ApplyContext, merged: number): Promise<boolean> {
  const pending = `SELECT old_no, new_no FROM pending_merge WHERE instance_id = ${instanceId}`;
  const count = await queryNumber(session, `SELECT count(*) FROM (${pending}) AS p`);
  if (merged + count === 0) return false;
  await session.run(`CREATE TEMP TABLE merge_pair AS
    SELECT old_no, new_no FROM merged_asset UNION ${pending}
    UNION SELECT p.old_no, m.new_no FROM (${pending}) AS p JOIN merged_asset m ON m.old_no = p.new_no`);
  return true;
}

/** Remembers the pairs of which the new host was not read completely. */
async function keepPending({ session, instanceId }: ApplyContext): Promise<void> {
  await session.run(`DELETE FROM pending_merge WHERE instance_id = ${instanceId}`);
  await session.run(`INSERT INTO pending_merge (instance_id, old_no, new_no)
    SELECT ${instanceId}, old_no, new_no FROM merge_pair
    WHERE new_no NOT IN (SELECT no FROM purged_asset)
      AND new_no NOT IN (SELECT no FROM covered_asset WHERE no NOT IN (SELECT no FROM held_asset))`);
}

/**
 * Gives the hosts in `merged_asset` and their findings the first dates of those whose place they took, a
 * finding that of the one that says the same. The temporary table `moved` (id) has what took over a
 * place: none of it is new. After the findings are merged, before the old ones end. False if there was
 * nothing to be moved, and then no such table.
 */
export async function moveFirstDates(context: ApplyContext, merged: number): Promise<boolean> {
  const { session, seq, instanceId } = context;
  if (!(await notePairs(context, merged))) return false;
  const same = FINDING_IDENTITY.map((column) => {
    const name = session.dialect.identifier(column);
    return `o.${name} IS NOT DISTINCT FROM n.${name}`;
  });
  const hosts =
    'SELECT new_id AS id, min(created_on) AS created_on FROM merged_asset WHERE new_id <> old_id GROUP BY new_id';
  await session.run(`CREATE TEMP TABLE moved AS
    ${merged > 0 ? `${hosts} UNION ALL` : ''}
    SELECT n.id, min(o.created_on) AS created_on FROM merge_pair m
    JOIN entity_host_finding n ON n.asset_no = m.new_no AND n.end_seq IS NULL AND n.begin_seq = ${seq}
      AND n.instance_id = ${instanceId}
    JOIN entity_host_finding o ON o.asset_no = m.old_no AND o.instance_id = ${instanceId}
      AND (o.end_seq IS NULL OR o.closed_reason = 'merged') AND ${same.join(' AND ')}
    GROUP BY n.id`);
  for (const table of ['entity_host', 'entity_host_finding']) {
    await session.run(`UPDATE ${table} SET created_on = least(${table}.created_on, m.created_on)
      FROM moved m WHERE ${table}.id = m.id`);
  }
  await keepPending(context);
  return true;
}
