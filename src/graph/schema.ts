import { COLUMNS } from '../model/columns.ts';
import type { PropertyType } from '../model/property.ts';

/**
 * Version of the table layout. A store says which one it has; an older one is migrated when it is
 * opened, a newer one is refused.
 */
export const SCHEMA_VERSION = 1;

/** Types of table columns; the dialect says how its database spells them. */
export type ColumnType = 'smallint' | 'int' | 'bigint' | 'json' | PropertyType;

/** One column of a table. `name` is written in quotes everywhere: `group` and `open` are words of SQL. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

function column(name: string, type: ColumnType): TableColumn {
  return { name, type };
}

/** One column per declared property that has one (`model/columns.ts`). */
export const PROPERTY_COLUMNS: readonly TableColumn[] = COLUMNS.map(({ name, type }) =>
  column(name, type),
);

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
  entity: [
    /** Surrogate, kept across versions of one (instance_id, kind_id, key). */
    column('id', 'bigint'),
    /** The owner: an integration's row, or a subscription's row for what its instances share. */
    column('instance_id', 'smallint'),
    /** The subscription's row. */
    column('scope_id', 'smallint'),
    column('kind_id', 'smallint'),
    column('key', 'text'),
    column('begin_seq', 'int'),
    column('end_seq', 'int'),
    column('version', 'int'),
    column('hash', 'text'),
    column('created_on', 'bigint'),
    column('begin_on', 'bigint'),
    column('end_on', 'bigint'),
    column('closed_reason', 'text'),
    /** `integration-external`, or `system-mapper` for what the mapper made. */
    column('source', 'text'),
    /** Of a finding: id of the entity that it is on. */
    column('asset_ref', 'bigint'),
    ...PROPERTY_COLUMNS,
    /** Properties without a column, as an object. */
    column('props', 'json'),
  ],
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
    column('hash', 'text'),
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
  /** The entity that stands for an asset of a subscription: ours, or the one the mapper found. */
  asset_ref: [
    column('scope_id', 'smallint'),
    column('space', 'text'),
    column('ref', 'text'),
    column('entity_id', 'bigint'),
    column('begin_seq', 'int'),
    column('end_seq', 'int'),
  ],
};
