import { rm } from 'node:fs/promises';
import type { StoredPage } from '../../spool/index.ts';
import type { Family } from '../families.ts';
import { FAMILIES } from '../families.ts';
import { familyColumns, PARKED } from '../schema.ts';
import { type ApplyContext, numberOf, queryNumber } from './context.ts';
import { extractRows } from './extract-rows.ts';
import { segmentSource } from './segment-source.ts';
import { ROW, stagedRows } from './stage.ts';

/** What is to be done with a staged row. */
const ACTION = {
  /** Its key is not current: a first version, or the next one of an entity that had ended. */
  create: 0,
  /** A stable property differs: a new version. */
  change: 1,
  /** Only volatile properties differ, some of which cannot be updated in place: the row is replaced. */
  replace: 2,
  /** Its place is taken by an entity of another integration: the parked row is replaced. */
  park: 4,
} as const;

/** Above this share of all rows, reading all segments again is cheaper than picking rows out. */
const EXTRACT_SHARE = 0.25;

/** A family is merged in portions of about this many rows, so that memory does not grow with the tenant. */
const PORTION_ROWS = 150_000;

/** Neighbouring pages of a run, by their positions. */
interface Portion {
  readonly first: number;
  readonly last: number;
}

/** Greatest surrogate id so far. */
async function lastEntityId({ session }: ApplyContext): Promise<number> {
  const tables = FAMILIES.map(({ table }) => `SELECT max(id) AS id FROM ${table}`);
  return queryNumber(session, `SELECT max(id) FROM (${tables.join(' UNION ALL ')}) AS x`);
}

/** Condition under which a stored row is the same entity as a staged one. */
function sameEntity(stored: string, staged: string): string {
  return `${stored}.instance_id = ${staged}.owner AND ${stored}.kind_id = ${staged}.kind_id AND ${stored}.key_hash = ${staged}.key_hash`;
}

/**
 * Compares the staged rows of a family with the store: the temporary table `merge` holds those that have
 * to be written, with what is to be done. Gives the number of rows in it.
 */
async function compare(
  context: ApplyContext,
  family: Family,
  { first, last }: Portion,
): Promise<number> {
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
      WHERE s.file BETWEEN ${first} AND ${last} AND ${stagedRows(context, family, 's')} AND NOT (${isSameRow})
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

/** Updates in place what is volatile and has a fixed width. Gives the number of entities. */
async function updateLight(context: ApplyContext, family: Family): Promise<number> {
  const { session } = context;
  const { table, lightColumns } = family;
  if (lightColumns.length === 0) return 0;
  const values = lightColumns.map((name) => {
    const column = session.dialect.identifier(name);
    return `${column} = s.${column}`;
  });
  return session.run(`UPDATE ${table} SET light = s.light, ${values.join(', ')}
    FROM stage s
    WHERE ${table}.end_seq IS NULL AND ${sameEntity(table, 's')} AND ${stagedRows(context, family, 's')}
      AND ${table}.hash = s.hash AND ${table}.heavy = s.heavy AND ${table}.light <> s.light`);
}

/** Ends the versions that get a successor, and removes the rows that are replaced. */
async function clearOld(context: ApplyContext, { table, ...family }: Family): Promise<void> {
  const { session, seq, at } = context;
  const { dialect } = session;
  if (family.enrichmentColumns.length > 0) {
    await session.run('DROP TABLE IF EXISTS kept');
    await session.run(`CREATE TEMP TABLE kept AS
      SELECT e.id, ${family.enrichmentColumns.map((name) => `e.${dialect.identifier(name)}`).join(', ')},
        ${dialect.jsonPick('e.props', family.enrichmentProperties)} AS kept_props
      FROM ${table} e JOIN merge m ON m.stored_id = e.id AND m.enriched = FALSE
      WHERE e.end_seq IS NULL OR e.source = '${PARKED}'`);
  }
  await session.run(`UPDATE ${table} SET end_seq = ${seq}, end_on = ${at}
    WHERE end_seq IS NULL AND id IN (SELECT stored_id FROM merge WHERE action = ${ACTION.change})`);
  await session.run(`DELETE FROM ${table}
    WHERE end_seq IS NULL AND id IN (SELECT stored_id FROM merge WHERE action = ${ACTION.replace})`);
  if (family.isMapped) {
    await session.run(`DELETE FROM ${table}
      WHERE source = '${PARKED}' AND id IN (SELECT stored_id FROM merge WHERE action = ${ACTION.park})`);
  }
}

/** The SELECT list of an insert: one expression per column of the table. */
function insertValues({ session, seq, at, scopeId }: ApplyContext, family: Family): string {
  const { dialect } = session;
  const { isOfFindings } = family;
  const isNew = `m.action IN (${ACTION.create}, ${ACTION.change})`;
  const metadata: Readonly<Record<string, string>> = {
    id: 'm.id',
    instance_id: 'm.owner',
    scope_id: String(scopeId),
    kind_id: 'm.kind_id',
    key: 'w._key',
    key_hash: 'm.key_hash',
    begin_seq: `CASE m.action WHEN ${ACTION.replace} THEN m.begin_seq ELSE ${seq} END`,
    end_seq: `CASE m.action WHEN ${ACTION.park} THEN ${seq} END`,
    version: `CASE WHEN ${isNew} THEN coalesce(m.version, 0) + 1 ELSE coalesce(m.version, 0) END`,
    hash: 'm.hash',
    light: 'm.light',
    heavy: 'm.heavy',
    created_on: `coalesce(m.created_on, ${at})`,
    begin_on: `CASE m.action WHEN ${ACTION.replace} THEN m.begin_on ELSE ${at} END`,
    end_on: 'NULL',
    closed_reason: 'NULL',
    source: `CASE WHEN m.action = ${ACTION.park} THEN '${PARKED}' WHEN m.row = ${ROW.target} THEN 'system-mapper' ELSE 'integration-external' END`,
    asset_ref: isOfFindings ? 'a.entity_id' : 'NULL',
    asset_no: isOfFindings ? 'a.no' : 'NULL',
    props:
      family.enrichmentProperties.length > 0
        ? `CASE WHEN k.id IS NULL THEN w._props ELSE ${dialect.jsonMerge('k.kept_props', 'w._props')} END`
        : 'w._props',
  };
  return familyColumns(family)
    .map(({ name }) => {
      const column = dialect.identifier(name);
      if (family.enrichmentColumns.includes(name)) {
        return `CASE WHEN k.id IS NULL THEN w.${column} ELSE k.${column} END`;
      }
      return metadata[name] ?? `w.${column}`;
    })
    .join(', ');
}

/** Inserts the rows of `merge` out of the segments of a portion. */
async function insertRows(
  context: ApplyContext,
  family: Family,
  { first, last }: Portion,
  count: number,
): Promise<void> {
  const { session } = context;
  const { isOfFindings } = family;
  const pages = context.pages.slice(first, last + 1);
  const columns = familyColumns(family).map(({ name }) => session.dialect.identifier(name));
  const wanted = ['_key', '_props', ...family.columns];
  const statement = (source: string, join: string): string =>
    `INSERT INTO ${family.table} (${columns.join(', ')})
      SELECT ${insertValues(context, family)}
      FROM ${source} JOIN merge m ON ${join}
      ${isOfFindings ? 'LEFT JOIN asset_now a ON a.space = m.space AND a.ref = m.ref' : ''}
      ${family.enrichmentColumns.length > 0 ? 'LEFT JOIN kept k ON k.id = m.stored_id' : ''}`;

  if (count > pages.reduce((sum, page) => sum + rowsOf(page), 0) * EXTRACT_SHARE) {
    const source = segmentSource(session.dialect, pages, ['_at', ...wanted], first);
    await session.runNarrowly(statement(source, 'm.file = w.file AND m.pos = w._at'));
    return;
  }
  const segment = await extractRows(context);
  try {
    const longestRow = pages.reduce((longest, page) => Math.max(longest, page.longestRow), 0);
    const source = segmentSource(session.dialect, [{ segment, longestRow }], ['_n', ...wanted]);
    await session.runNarrowly(statement(source, 'm.n = w._n'));
  } finally {
    await rm(segment, { force: true });
  }
}

/** Rows in the segment of a page. */
function rowsOf({ rows }: StoredPage): number {
  return Object.values(rows).reduce((sum, number) => sum + number, 0);
}

/** The pages of a run in portions; one portion for a family of which the run has few rows. */
async function portions(context: ApplyContext, family: Family): Promise<readonly Portion[]> {
  const staged = await queryNumber(
    context.session,
    `SELECT count(*) FROM stage s WHERE ${stagedRows(context, family, 's')}`,
  );
  if (staged === 0) return [];
  const last = context.pages.length - 1;
  if (staged <= PORTION_ROWS) return [{ first: 0, last }];
  const all: Portion[] = [];
  let first = 0;
  let rows = 0;
  context.pages.forEach((page, index) => {
    rows += rowsOf(page);
    if (rows < PORTION_ROWS && index < last) return;
    all.push({ first, last: index });
    first = index + 1;
    rows = 0;
  });
  return all;
}

/** Entities of one kind that changed in place. */
export type Refreshed = ReadonlyMap<number, number>;

/**
 * Brings what the run has for one family into its table: first versions, next versions, and volatile
 * properties in place (`hasLight`: the stage has values for that). Ends nothing by absence. Gives how many
 * were changed in place, by kind.
 */
export async function mergeFamily(
  context: ApplyContext,
  family: Family,
  hasLight: boolean,
): Promise<Refreshed> {
  const { session } = context;
  const refreshed = new Map<number, number>();
  const add = (kind: number, count: number): void => {
    if (count > 0) refreshed.set(kind, (refreshed.get(kind) ?? 0) + count);
  };
  if (hasLight) {
    // Families with columns to update in place hold one kind.
    const kind = context.kinds.find(({ type }) => family.types.includes(type));
    add(kind?.id ?? 0, await updateLight(context, family));
  }
  for (const portion of await portions(context, family)) {
    const count = await compare(context, family, portion);
    if (count > 0) {
      const replaced = await session.rows(
        `SELECT kind_id, count(*) AS count FROM merge WHERE action = ${ACTION.replace} GROUP BY kind_id`,
      );
      for (const row of replaced) add(numberOf(row['kind_id']), numberOf(row['count']));
      await clearOld(context, family);
      await insertRows(context, family, portion, count);
    }
    await session.run('DROP TABLE merge');
  }
  return refreshed;
}
