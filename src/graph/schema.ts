import { COLUMNS } from '../model/columns.ts';
import type { Dialect } from './dialect/dialect.ts';
import { FAMILIES, type Family } from './families.ts';
import type { ColumnType, TableColumn } from './table-column.ts';

/**
 * Version of the table layout. A store says which one it has; an older one is migrated when it is
 * opened, a newer one is refused.
 */
export const SCHEMA_VERSION = 2;

function column(name: string, type: ColumnType): TableColumn {
  return { name, type };
}

/**
 * The tables. None has a primary key or unique index: on DuckDB they make an apply two to three times
 * slower and stall readers (design 8); apply refuses duplicates while they are still in the stage.
 *
 * A row with `end_seq` null is current; a query at sequence `s` sees rows with `begin_seq <= s` that
 * have not ended or ended after `s`.
 */
export const TABLES: Readonly<Record<string, readonly TableColumn[]>> = {
  /** Integration instances, and the subscriptions that several of them may share. */
  instance: [
    column('id', 'smallint'),
    column('name', 'text'),
    /** `integration` or `subscription`. */
    column('kind', 'text'),
    column('subscription', 'text'),
    column('integration_type', 'text'),
    /** Row of its subscription; a subscription's row has its own id here. */
    column('scope_id', 'smallint'),
  ],
  /** One row per run that was applied; it decides whether a commit happened. */
  apply: [
    column('seq', 'int'),
    column('run_id', 'text'),
    column('instance_id', 'smallint'),
    column('at', 'bigint'),
    column('report', 'json'),
  ],
  /** What the last apply of an instance left for its next run; one row per instance that had one. */
  instance_state: [
    column('instance_id', 'smallint'),
    /** Of the collection, opaque. */
    column('state', 'text'),
    column('scope_fingerprint', 'text'),
  ],
  kind: [column('id', 'smallint'), column('type', 'text'), column('classes', 'textList')],
  edge_kind: [
    column('id', 'smallint'),
    column('class', 'text'),
    column('type', 'text'),
    column('from_kind', 'smallint'),
    column('to_kind', 'smallint'),
    /** `stated`, `mapped` or a derivation (`model/edge-kind.ts`). */
    column('origin', 'text'),
  ],
  /** Names of properties that have a column and of which some value, of another type, is in `props`. */
  mixed_property: [column('property', 'text')],
  relationship: [
    column('id', 'bigint'),
    column('instance_id', 'smallint'),
    column('edge_kind_id', 'smallint'),
    column('key', 'text'),
    column('from_id', 'bigint'),
    column('to_id', 'bigint'),
    column('begin_seq', 'int'),
    column('end_seq', 'int'),
    column('version', 'int'),
    column('hash', 'bigint'),
    column('created_on', 'bigint'),
    column('begin_on', 'bigint'),
    column('end_on', 'bigint'),
    column('props', 'json'),
  ],
  /** Which CVE a vulnerability covers; owner and qid of the vulnerability are repeated for joins. */
  vuln_cve: [
    column('instance_id', 'smallint'),
    column('qid', 'number'),
    column('vuln_id', 'bigint'),
    column('cve_id', 'bigint'),
    column('begin_seq', 'int'),
    column('end_seq', 'int'),
  ],
  /**
   * The entity that stands for an asset of a subscription: ours, or the one the mapper found; null while
   * no run has brought one. `no` is the number of (scope_id, space, ref), kept for ever: findings hold it.
   */
  asset_ref: [
    column('no', 'int'),
    column('scope_id', 'smallint'),
    column('space', 'text'),
    column('ref', 'text'),
    column('entity_id', 'bigint'),
    column('begin_seq', 'int'),
    column('end_seq', 'int'),
  ],
  /**
   * Hosts that took over the place of another, until a run reads their findings completely: first dates of
   * findings are still to be moved.
   */
  pending_merge: [
    column('instance_id', 'smallint'),
    column('old_no', 'int'),
    column('new_no', 'int'),
  ],
  /**
   * Which instance scans what: one row per asset that an instance brought last. The relationships SCANS
   * and the rows of `asset_ref` follow from these.
   */
  claim: [
    column('instance_id', 'smallint'),
    column('scope_id', 'smallint'),
    column('asset_no', 'int'),
    /** The target by (scope_id, kind_id, key_hash). */
    column('kind_id', 'smallint'),
    column('key_hash', 'bigint'),
    /** Of several claims on one target, the lowest stands. */
    column('ord', 'number'),
    column('scanner_id', 'bigint'),
    /** The apply that brought it last. */
    column('seq', 'int'),
    /** When the instance last read the asset completely: time of the server, epoch ms. */
    column('last_read_on', 'bigint'),
    /** Hash of the fingerprint of the scope under which that was. */
    column('read_scope', 'bigint'),
  ],
};

/** Columns that every table of entities has before those of the properties. */
export const ENTITY_COLUMNS: readonly TableColumn[] = [
  /** Surrogate, kept across versions of one (instance_id, kind_id, key). */
  column('id', 'bigint'),
  /** The owner: an integration's row, or a subscription's row for what its instances share. */
  column('instance_id', 'smallint'),
  /** The subscription's row. */
  column('scope_id', 'smallint'),
  column('kind_id', 'smallint'),
  column('key', 'text'),
  /** 63 bits of an MD5 of the key: joining by it takes a tenth of the time of joining by the text. */
  column('key_hash', 'bigint'),
  column('begin_seq', 'int'),
  column('end_seq', 'int'),
  column('version', 'int'),
  /** Over the properties that are not volatile (see spool/). */
  column('hash', 'bigint'),
  /** Over the volatile ones that are updated in place. */
  column('light', 'int'),
  /** Over the other volatile ones: their row is replaced. */
  column('heavy', 'int'),
  column('created_on', 'bigint'),
  column('begin_on', 'bigint'),
  column('end_on', 'bigint'),
  /** Why it ended; of a finding also why it is closed while it is still reported (`closedReason`). */
  column('closed_reason', 'text'),
  /**
   * `integration-external`; `system-mapper` for what the mapper made; {@link PARKED} for a target whose
   * place an entity of another integration has: it is kept for the day that entity goes.
   */
  column('source', 'text'),
  /** Of a finding: id of the entity that it is on. */
  column('asset_ref', 'bigint'),
  /** Of a finding: `asset_ref.no`. */
  column('asset_no', 'int'),
];

/** `source` of rows that no query sees. */
export const PARKED = 'parked';

const ENTITY_COLUMN_NAMES = new Set(ENTITY_COLUMNS.map(({ name }) => name));

/** Columns of properties, but for those that every table has anyway. */
const PROPERTY_COLUMNS: readonly TableColumn[] = COLUMNS.filter(
  ({ name }) => !ENTITY_COLUMN_NAMES.has(name),
).map(({ name, type }) => column(name, type));

/** All columns of the table of a family. */
export function familyColumns(family: Family): readonly TableColumn[] {
  const properties = PROPERTY_COLUMNS.filter(({ name }) => family.columns.includes(name));
  return [...ENTITY_COLUMNS, ...properties, column('props', 'json')];
}

/** The statement that makes a table. */
export function createTable(
  dialect: Dialect,
  name: string,
  columns: readonly TableColumn[],
): string {
  const list = columns.map(
    (entry) => `${dialect.identifier(entry.name)} ${dialect.columnType(entry.type)}`,
  );
  return `CREATE TABLE ${dialect.identifier(name)} (${list.join(', ')})`;
}

/**
 * The view that queries read: every table of entities with every column; what a family has no column for
 * is null. Parked rows are not in it.
 */
export function entityView(dialect: Dialect): string {
  const branches = FAMILIES.map((family) => {
    const own = new Set(familyColumns(family).map(({ name }) => name));
    const all = [...ENTITY_COLUMNS, ...PROPERTY_COLUMNS, column('props', 'json')];
    const list = all.map(({ name, type }) =>
      own.has(name)
        ? dialect.identifier(name)
        : `CAST(NULL AS ${dialect.columnType(type)}) AS ${dialect.identifier(name)}`,
    );
    const where = family.isMapped ? ` WHERE source <> ${dialect.literal(PARKED)}` : '';
    return `SELECT ${list.join(', ')} FROM ${dialect.identifier(family.table)}${where}`;
  });
  return `CREATE VIEW entity AS ${branches.join(' UNION ALL ')}`;
}

/** The statements that make an empty store of {@link SCHEMA_VERSION}. */
export function createSchema(dialect: Dialect): readonly string[] {
  return [
    'CREATE TABLE schema_version (version INTEGER)',
    `INSERT INTO schema_version VALUES (${SCHEMA_VERSION})`,
    ...Object.entries(TABLES).map(([name, columns]) => createTable(dialect, name, columns)),
    ...FAMILIES.map((family) => createTable(dialect, family.table, familyColumns(family))),
    entityView(dialect),
  ];
}
