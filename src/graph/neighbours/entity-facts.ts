import { duckdbDialect } from '../dialect/duckdb.ts';
import { type EntityTable, entityTable } from '../entity-table.ts';
import type { CatalogKind, GraphCatalog } from '../graph-catalog.ts';
import type { Row, Value } from '../graph-store.ts';

/** Where an entity comes from: read by this integration, made by its mapper, or brought by another integration. */
export type EntitySource = 'qualys' | 'mapped' | 'imported';

/** How a finding stands. `closed` is any other way of needing no attention: disabled, informational. */
export const FINDING_STATES = ['open', 'reopened', 'fixed', 'ignored', 'closed'] as const;

/** One of {@link FINDING_STATES}. */
export type FindingState = (typeof FINDING_STATES)[number];

/** What a picture of the graph needs to know of an entity. */
export interface EntityFacts {
  /** `_id`. */
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly classes: readonly string[];
  /** `displayName`; the key where there is none. */
  readonly name: string;
  readonly source: EntitySource;
  /** Of findings and vulnerabilities: `none`, `informational`, `low`, `medium`, `high`, `critical`. */
  readonly severity?: string;
  readonly qid?: number;
  /** Only of findings: the title of what was found, where the knowledge base has it. */
  readonly title?: string;
  /** Only of findings. */
  readonly state?: FindingState;
  /** Only of findings: when it was first found, epoch milliseconds. */
  readonly foundOn?: number;
}

/** A kind with the table that holds its entities. */
export interface PlacedKind extends CatalogKind {
  readonly table: EntityTable;
  readonly isFinding: boolean;
}

/** A kind and where it is. One kind is always in one table. */
export function placedKind(kind: CatalogKind): PlacedKind {
  const table = entityTable([kind.type]);
  if (table === undefined) throw new Error(`no table holds ${kind.type}`);
  return { ...kind, table, isFinding: kind.classes.includes('Finding') };
}

/** A column of a table as an SQL expression; NULL of that type where the table has no such column. */
export function columnSql(
  { columns }: EntityTable,
  alias: string,
  name: string,
  type: 'text' | 'number' | 'bigint' | 'boolean',
): string {
  return columns.has(name)
    ? `${alias}.${duckdbDialect.identifier(name)}`
    : `CAST(NULL AS ${duckdbDialect.columnType(type)})`;
}

/** The state of a finding as an SQL expression. */
export function stateSql(table: EntityTable, alias: string): string {
  const status = columnSql(table, alias, 'status', 'text');
  const isOpen = columnSql(table, alias, 'open', 'boolean');
  const isIgnored = columnSql(table, alias, 'is_ignored', 'boolean');
  // Qualys spells it Re-Opened for hosts and REOPENED for web applications.
  return `CASE WHEN ${isOpen} AND replace(lower(${status}), '-', '') = 'reopened' THEN 'reopened'
    WHEN ${isOpen} THEN 'open' WHEN lower(${status}) = 'fixed' THEN 'fixed'
    WHEN ${isIgnored} THEN 'ignored' ELSE 'closed' END`;
}

/** What to select of an entity, for {@link entityFacts}. */
export function factsSql(
  { table, isFinding }: Pick<PlacedKind, 'table' | 'isFinding'>,
  alias: string,
): string {
  const state = isFinding ? stateSql(table, alias) : 'CAST(NULL AS VARCHAR)';
  const found = isFinding
    ? columnSql(table, alias, 'p_created_on', 'bigint')
    : 'CAST(NULL AS BIGINT)';
  return [
    `${alias}.id AS id`,
    `${alias}.kind_id AS kind`,
    `${alias}.instance_id AS owner`,
    `${alias}.key AS key`,
    `${alias}.source AS source`,
    `${columnSql(table, alias, 'display_name', 'text')} AS name`,
    `${columnSql(table, alias, 'severity', 'text')} AS severity`,
    `${columnSql(table, alias, 'qid', 'number')} AS qid`,
    `${state} AS state`,
    `${found} AS found`,
  ].join(', ');
}

/** Reads rows of {@link factsSql}. */
export function entityFacts(catalog: GraphCatalog): (row: Row) => EntityFacts {
  const kinds = new Map(catalog.kinds.map((kind) => [kind.id, kind]));
  const owners = new Map(catalog.instances.map((instance) => [instance.id, instance]));
  return (row) => {
    const kind = kinds.get(Number(row['kind']));
    const owner = owners.get(Number(row['owner']));
    const isOurs = owner === undefined || owner.integrationType === 'qualys';
    const { severity, qid, found } = row;
    const state = FINDING_STATES.find((each) => each === row['state']);
    return {
      id: String(row['id']),
      key: String(row['key']),
      type: kind?.type ?? '',
      classes: kind?.classes ?? [],
      name: text(row['name']) ?? String(row['key']),
      source: row['source'] === 'system-mapper' ? 'mapped' : isOurs ? 'qualys' : 'imported',
      ...(typeof severity === 'string' && { severity }),
      ...(typeof qid === 'number' && { qid }),
      ...(state !== undefined && { state }),
      ...(typeof found === 'number' && { foundOn: found }),
    };
  };
}

function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
