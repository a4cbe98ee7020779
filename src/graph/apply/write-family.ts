import { rm } from 'node:fs/promises';
import type { StoredPage } from '../../spool/index.ts';
import type { Family } from '../families.ts';
import { familyColumns, PARKED } from '../schema.ts';
import type { ApplyContext } from './context.ts';
import { extractRows } from './extract-rows.ts';
import { ACTION } from './merge-action.ts';
import { segmentSource } from './segment-source.ts';
import { ROW } from './stage.ts';

/** Above this share of all rows, reading all segments again is cheaper than picking rows out. */
const EXTRACT_SHARE = 0.25;

/** Segments are read again in portions of about this many rows, so that memory does not grow with the tenant. */
const PORTION_ROWS = 150_000;

/** Ends the versions that get a successor, and removes the rows that are replaced. */
export async function clearOld(context: ApplyContext, { table, ...family }: Family): Promise<void> {
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
    closed_reason: family.columns.includes('closed_reason') ? 'w.closed_reason' : 'NULL',
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

/** Rows in the segment of a page. */
function rowsOf({ rows }: StoredPage): number {
  return Object.values(rows).reduce((sum, number) => sum + number, 0);
}

/** The pages of a run in portions of about {@link PORTION_ROWS} rows: positions of the first and the last page. */
function portionsOf(
  pages: readonly StoredPage[],
): readonly { readonly first: number; readonly last: number }[] {
  const all: { first: number; last: number }[] = [];
  let first = 0;
  let rows = 0;
  pages.forEach((page, index) => {
    rows += rowsOf(page);
    if (rows < PORTION_ROWS && index < pages.length - 1) return;
    all.push({ first, last: index });
    first = index + 1;
    rows = 0;
  });
  return all;
}

/** Inserts the rows of `merge`, of which there are `count`, out of their segments. */
export async function insertRows(
  context: ApplyContext,
  family: Family,
  count: number,
): Promise<void> {
  const { session } = context;
  const columns = familyColumns(family).map(({ name }) => session.dialect.identifier(name));
  const wanted = ['_key', '_props', ...family.columns];
  const insert = (source: string, join: string): Promise<number> =>
    session.run(`INSERT INTO ${family.table} (${columns.join(', ')})
      SELECT ${insertValues(context, family)}
      FROM ${source} JOIN merge m ON ${join}
      ${family.isOfFindings ? 'LEFT JOIN asset_now a ON a.space = m.space AND a.ref = m.ref' : ''}
      ${family.enrichmentColumns.length > 0 ? 'LEFT JOIN kept k ON k.id = m.stored_id' : ''}`);

  const { pages } = context;
  if (count > pages.reduce((sum, page) => sum + rowsOf(page), 0) * EXTRACT_SHARE) {
    for (const { first, last } of portionsOf(pages)) {
      await insert(
        segmentSource(session.dialect, pages.slice(first, last + 1), ['_at', ...wanted], first),
        `m.file BETWEEN ${first} AND ${last} AND m.file = w.file AND m.pos = w._at`,
      );
    }
    return;
  }
  const segment = await extractRows(context);
  try {
    const longestRow = pages.reduce((longest, page) => Math.max(longest, page.longestRow), 0);
    const source = segmentSource(session.dialect, [{ segment, longestRow }], ['_n', ...wanted]);
    await insert(source, 'm.n = w._n');
  } finally {
    await rm(segment, { force: true });
  }
}
