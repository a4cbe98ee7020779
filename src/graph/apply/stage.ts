import { readFile } from 'node:fs/promises';
import { entityKind } from '../../model/entity-kinds.ts';
import { GraphError } from '../errors.ts';
import { FAMILIES, type Family, ownershipOf } from '../families.ts';
import {
  type ApplyContext,
  familyKinds,
  kindList,
  numberOf,
  queryNumber,
  type RegisteredKind,
} from './context.ts';
import { segmentSource } from './segment-source.ts';

/** Numbers of the spaces of assets in the stage. */
const SPACES = ['host', 'web-app'];

/** `CASE` that turns the text of a space into its number. */
export function spaceNumber(space: string): string {
  return `CAST(CASE ${space} ${SPACES.map((name, index) => `WHEN '${name}' THEN ${index}`).join(' ')} END AS SMALLINT)`;
}

/** `CASE` that turns the number of a space into its text. */
function spaceText(space: string): string {
  return `CASE ${space} ${SPACES.map((name, index) => `WHEN ${index} THEN '${name}'`).join(' ')} END`;
}

/** Discriminators of rows in the stage. */
export const ROW = { entity: 0, finding: 1, target: 2, covered: 3 } as const;

/** Who owns an entity of this kind that comes as a row of its own (not as a target). */
function ownerOf(context: ApplyContext, kind: RegisteredKind): number {
  return context.isModelIntegration && ownershipOf(kind.type) === 'subscription'
    ? context.scopeId
    : context.instanceId;
}

/** True if the store has current findings of this instance: then values may have to be updated in place. */
export async function hasFindings({ session, instanceId }: ApplyContext): Promise<boolean> {
  for (const { table, isOfFindings } of FAMILIES) {
    if (!isOfFindings) continue;
    const found = await session.rows(
      `SELECT id FROM ${table} WHERE end_seq IS NULL AND instance_id = ${instanceId} LIMIT 1`,
    );
    if (found.length > 0) return true;
  }
  return false;
}

/** Columns that are updated in place, of all families. */
const LIGHT_COLUMNS = [...new Set(FAMILIES.flatMap(({ lightColumns }) => lightColumns))];

/**
 * Loads what decides about the rows of the run into the temporary table `stage`: place, kind, owner, hashes
 * and asset. The properties stay in the segments until it is known which rows are to be written. Values
 * that are updated in place come along when there is something in the store to update.
 *
 * Numbers every asset that the run mentions and the store does not know yet, and notes in `covered_asset`
 * which of them it read completely for which kind. `hasLight` says whether the
 * stage has the values that are updated in place.
 */
export async function stageRun(context: ApplyContext): Promise<{ readonly hasLight: boolean }> {
  const { session, pages, scopeId } = context;
  const { dialect } = session;
  const owners = context.kinds.map(
    (kind) =>
      `(${dialect.literal(kind.type)}, CAST(${kind.id} AS SMALLINT), CAST(${ownerOf(context, kind)} AS SMALLINT))`,
  );
  const light = (await hasFindings(context)) ? LIGHT_COLUMNS : [];
  const source = segmentSource(dialect, pages, [
    ...['_row', '_at', '_type', '_key', '_hash', '_light', '_heavy', '_space', '_ref'],
    ...['_scanner', '_order', '_enriched', '_read_on', '_reason'],
    ...light,
  ]);
  await session.run(`CREATE TEMP TABLE stage AS
    SELECT
      CAST(CASE w._row WHEN 'entity' THEN ${ROW.entity} WHEN 'finding' THEN ${ROW.finding}
        WHEN 'target' THEN ${ROW.target} ELSE ${ROW.covered} END AS SMALLINT) AS row,
      w.file, w._at AS pos, k.kind_id,
      CASE w._row WHEN 'target' THEN CAST(${scopeId} AS SMALLINT) ELSE k.owner END AS owner,
      ${dialect.keyHash('w._key')} AS key_hash,
      w._hash AS hash, w._light AS light, w._heavy AS heavy,
      ${spaceNumber('w._space')} AS space, w._ref AS ref,
      w._scanner AS scanner, w._order AS ord, w._enriched AS enriched,
      w._read_on AS read_on, w._reason AS reason
      ${light.map((name) => `, w.${dialect.identifier(name)}`).join('')}
    FROM ${source} JOIN (VALUES ${owners.join(', ')}) AS k(type, kind_id, owner) ON k.type = w._type
    WHERE w._row NOT IN ('relationship', 'present')`);
  await numberAssets(context);
  await session.run(`CREATE TEMP TABLE covered_asset AS
    SELECT s.kind_id, n.no, max(s.read_on) AS read_on, max(s.reason) AS reason
    FROM stage s JOIN asset_number n ON n.space = s.space AND n.ref = s.ref
    WHERE s.row = ${ROW.covered} GROUP BY s.kind_id, n.no`);
  return { hasLight: light.length > 0 };
}

/** Gives every asset of the stage its number, in the temporary table `asset_number` (space, ref, no). */
async function numberAssets({ session, scopeId, seq }: ApplyContext): Promise<void> {
  await session.run(`CREATE TEMP TABLE asset_mentioned AS
    SELECT DISTINCT space, ref FROM stage WHERE ref IS NOT NULL AND space IS NOT NULL`);
  const last = await queryNumber(session, 'SELECT max(no) FROM asset_ref');
  await session.run(`INSERT INTO asset_ref (no, scope_id, space, ref, entity_id, begin_seq, end_seq)
    SELECT ${last} + row_number() OVER (ORDER BY m.space, m.ref), ${scopeId}, ${spaceText('m.space')}, m.ref, NULL, ${seq}, NULL
    FROM asset_mentioned m
    WHERE NOT EXISTS (SELECT 1 FROM asset_ref a
      WHERE a.scope_id = ${scopeId} AND a.space = ${spaceText('m.space')} AND a.ref = m.ref)`);
  await session.run(`CREATE TEMP TABLE asset_number AS
    SELECT m.space, m.ref, a.no FROM asset_mentioned m
    JOIN asset_ref a ON a.scope_id = ${scopeId} AND a.space = ${spaceText('m.space')} AND a.ref = m.ref
      AND a.end_seq IS NULL`);
}

/** The row of a segment as it was written, for a message. */
async function keyAt(context: ApplyContext, file: number, at: number): Promise<string> {
  const path = context.pages[file]?.segment;
  if (path === undefined) return '?';
  const segment = await readFile(path);
  const line = segment.subarray(at, segment.indexOf(0x0a, at)).toString();
  const row: unknown = JSON.parse(line);
  return typeof row === 'object' && row !== null && '_key' in row ? String(row._key) : '?';
}

/**
 * Refuses a run that brings one key twice. Of kinds with `collapse` the row with the lowest order stays, and
 * the others leave the stage.
 *
 * @throws {GraphError} G_DUPLICATE_KEY with type and key
 */
export async function settleDuplicates(context: ApplyContext): Promise<void> {
  const { session } = context;
  const collapsing = kindList(context, ({ type }) => entityKind(type)?.collapse === true);
  const [twice] = await session.rows(`SELECT kind_id, min(file) AS file, arg_min(pos, file) AS pos
    FROM stage WHERE row < ${ROW.covered} AND kind_id NOT IN ${collapsing}
    GROUP BY kind_id, owner, key_hash HAVING count(*) > 1 LIMIT 1`);
  if (twice !== undefined) {
    const kind = context.kinds.find(({ id }) => id === twice['kind_id']);
    throw new GraphError('G_DUPLICATE_KEY', {
      type: kind?.type ?? '?',
      key: await keyAt(context, numberOf(twice['file']), numberOf(twice['pos'])),
    });
  }
  await session.run(`CREATE TEMP TABLE superfluous AS
    SELECT file, pos FROM (
      SELECT file, pos, row_number() OVER (PARTITION BY kind_id, owner, key_hash
        ORDER BY ord NULLS LAST, hash, file, pos) AS place
      FROM stage WHERE row < ${ROW.covered} AND kind_id IN ${collapsing}) AS x
    WHERE place > 1`);
  await session.run(`DELETE FROM stage WHERE row < ${ROW.covered} AND kind_id IN ${collapsing}
    AND EXISTS (SELECT 1 FROM superfluous d WHERE d.file = stage.file AND d.pos = stage.pos)`);
}

/** Rows of the stage by kind, after {@link settleDuplicates}. */
export async function seenByKind({ session }: ApplyContext): Promise<ReadonlyMap<number, number>> {
  const rows = await session.rows(
    `SELECT kind_id, count(*) AS count FROM stage WHERE row < ${ROW.covered} GROUP BY kind_id`,
  );
  return new Map(rows.map((row) => [numberOf(row['kind_id']), numberOf(row['count'])]));
}

/** Condition on the alias `staged` of the stage: entities of a family. */
export function stagedRows(context: ApplyContext, family: Family, staged: string): string {
  return `${staged}.row < ${ROW.covered} AND ${staged}.kind_id IN ${familyKinds(context, family)}`;
}
