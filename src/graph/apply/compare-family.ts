import { FAMILIES, type Family } from '../families.ts';
import { PARKED } from '../schema.ts';
import { type ApplyContext, queryNumber } from './context.ts';
import { ACTION, sameEntity } from './merge-action.ts';
import { stagedRows } from './stage.ts';

/** True if the store has nothing, current or ended, of this instance and its subscription in a family. */
export async function isFreshFamily(
  { session, instanceId, scopeId }: ApplyContext,
  { table }: Family,
): Promise<boolean> {
  const found = await session.rows(
    `SELECT id FROM ${table} WHERE instance_id IN (${instanceId}, ${scopeId}) LIMIT 1`,
  );
  return found.length === 0;
}

/** Greatest surrogate id so far. */
export async function lastEntityId({ session }: ApplyContext): Promise<number> {
  const tables = FAMILIES.map(({ table }) => `SELECT max(id) AS id FROM ${table}`);
  return queryNumber(session, `SELECT max(id) FROM (${tables.join(' UNION ALL ')}) AS x`);
}

/**
 * Compares the staged rows of a family with the store: the temporary table `merge` holds those that have
 * to be written, with what is to be done. Gives the number of rows in it.
 */
export async function compareFamily(context: ApplyContext, family: Family): Promise<number> {
  const { session } = context;
  const { table } = family;
  const parked = family.isMapped
    ? `LEFT JOIN ${table} p ON p.source = '${PARKED}' AND ${sameEntity('p', 's')}`
    : '';
  const parkedId = family.isMapped ? 'p.id' : 'NULL';
  const isSameRow = `e.id IS NOT NULL AND e.hash = s.hash AND e.heavy = s.heavy${
    family.lightColumns.length > 0 ? '' : ' AND e.light = s.light'
  }`;
  const base = await lastEntityId(context);
  await session.run(`CREATE TEMP TABLE merge AS
    SELECT row_number() OVER () AS n, x.*, coalesce(x.stored_id, ${base} + row_number() OVER ()) AS id
    FROM (
      SELECT s.row, s.file, s.pos, s.kind_id, s.owner, s.key_hash, s.hash, s.light, s.heavy, s.space, s.ref, s.enriched,
        CAST(CASE WHEN e.id IS NULL AND ${parkedId} IS NOT NULL THEN ${ACTION.park}
          WHEN e.id IS NULL THEN ${ACTION.create}
          WHEN e.hash <> s.hash THEN ${ACTION.change} ELSE ${ACTION.replace} END AS SMALLINT) AS action,
        coalesce(e.id, ${parkedId}) AS stored_id, e.version, e.created_on, e.begin_seq, e.begin_on
      FROM stage s
      LEFT JOIN ${table} e ON e.end_seq IS NULL AND ${sameEntity('e', 's')}
      ${parked}
      WHERE ${stagedRows(context, family, 's')} AND NOT (${isSameRow})
    ) AS x`);
  const count = await queryNumber(session, 'SELECT count(*) FROM merge');
  if (count > 0) await takeUpEnded(context, family);
  return count;
}

/** Entities that had ended and come back keep their id, their first date, and count on their versions. */
async function takeUpEnded({ session }: ApplyContext, { table }: Family): Promise<void> {
  const ended = `FROM ${table} WHERE end_seq IS NOT NULL AND source <> '${PARKED}'`;
  if ((await queryNumber(session, `SELECT count(*) ${ended}`)) === 0) return;
  await session.run(`UPDATE merge SET id = o.id, version = o.version, created_on = o.created_on
    FROM (SELECT instance_id, kind_id, key_hash, max(id) AS id, max(version) AS version, min(created_on) AS created_on
      ${ended} GROUP BY instance_id, kind_id, key_hash) AS o
    WHERE merge.action = ${ACTION.create} AND ${sameEntity('o', 'merge')}`);
}
