import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  type CatalogEdgeKind,
  type CatalogKind,
  duckdbDialect,
  type GraphCatalog,
  type Row,
  type Value,
} from '../../graph/index.ts';
import { COLUMNS } from '../../model/columns.ts';
import { type EdgeEnd, relationshipKey, relationshipType } from '../../model/edge-kind.ts';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import { ENTITY_KINDS } from '../../model/entity-kinds.ts';
import { type CompileOptions, compile } from '../index.ts';

/** An entity of a hand-made graph. */
export interface TestEntity {
  readonly key: string;
  readonly type: string;
  /** Only for types that the model does not declare. */
  readonly classes?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Key of the asset that a finding is on. */
  readonly asset?: string;
  /** Keys of the CVEs that a vulnerability covers. */
  readonly cves?: readonly string[];
  readonly subscription?: 1 | 2;
  readonly beginSeq?: number;
  readonly endSeq?: number;
  readonly createdOn?: number;
  readonly source?: string;
}

/** A stored relationship of a hand-made graph; class and ends have to fit an edge kind or make a new one. */
export interface TestRelationship {
  readonly from: string;
  readonly class: string;
  readonly to: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly createdOn?: number;
}

/** `date.now` of all tests: 2026-11-24T12:00:00Z. */
export const NOW = Date.UTC(2026, 10, 24, 12);
const SEQ = 3;

function decode(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value === 'object' && value !== null && 'items' in value) {
    return (value as { items: readonly unknown[] }).items.map(decode);
  }
  return value as Value;
}

/** A graph in memory that answers J1QL. Row ids are the positions of the entities, from 1. */
export class MemoryGraph {
  readonly #connection: DuckDBConnection;
  readonly catalog: GraphCatalog;

  constructor(connection: DuckDBConnection, catalog: GraphCatalog) {
    this.#connection = connection;
    this.catalog = catalog;
  }

  /** The decoded rows of a query. */
  async query(text: string, options: Partial<CompileOptions> = {}): Promise<readonly unknown[]> {
    const compiled = compile(text, { catalog: this.catalog, now: NOW, ...options });
    const rows = await this.run(compiled.sql, compiled.params);
    return rows.map((row) => compiled.decode(row));
  }

  /** The entity keys of a list query, sorted. */
  async keys(text: string, options: Partial<CompileOptions> = {}): Promise<readonly string[]> {
    const rows = await this.query(text, options);
    return rows.map((row) => (row as { entity: { _key: string } }).entity._key).sort();
  }

  /** Runs a statement. */
  async run(sql: string, params: readonly unknown[] = []): Promise<readonly Row[]> {
    const reader = await this.#connection.runAndReadAll(sql, params as never);
    const names = reader.columnNames();
    return reader
      .getRows()
      .map((row) => Object.fromEntries(row.map((value, i) => [names[i] ?? '', decode(value)])));
  }
}

function fits(end: EdgeEnd, kind: CatalogKind): boolean {
  return 'type' in end ? end.type === kind.type : kind.classes.includes(end.class);
}

function catalogKinds(entities: readonly TestEntity[]): readonly CatalogKind[] {
  const kinds = new Map<string, readonly string[]>(
    ENTITY_KINDS.map(({ type, classes }) => [type, classes]),
  );
  for (const { type, classes } of entities) {
    if (!kinds.has(type)) kinds.set(type, classes ?? []);
  }
  return [...kinds].map(([type, classes], index) => ({ id: index + 1, type, classes }));
}

function catalogEdgeKinds(
  kinds: readonly CatalogKind[],
  relationships: readonly TestRelationship[],
  typeOf: ReadonlyMap<string, string>,
): readonly CatalogEdgeKind[] {
  const found: Omit<CatalogEdgeKind, 'id'>[] = EDGE_KINDS.flatMap((rule) =>
    kinds
      .filter((kind) => fits(rule.from, kind))
      .flatMap((from) =>
        kinds
          .filter((kind) => fits(rule.to, kind))
          .map((to) => ({
            class: rule.class,
            type: rule.type ?? relationshipType(from.type, rule.class, to.type),
            fromKind: from.id,
            toKind: to.id,
            origin: rule.origin,
          })),
      ),
  );
  for (const relationship of relationships) {
    const from = kinds.find(({ type }) => type === typeOf.get(relationship.from));
    const to = kinds.find(({ type }) => type === typeOf.get(relationship.to));
    if (from === undefined || to === undefined) throw new Error(`no end of ${relationship.from}`);
    const isKnown = found.some(
      (kind) =>
        kind.class === relationship.class && kind.fromKind === from.id && kind.toKind === to.id,
    );
    if (isKnown) continue;
    const type = relationshipType(from.type, relationship.class, to.type);
    const ends = { fromKind: from.id, toKind: to.id };
    found.push({ class: relationship.class, type, ...ends, origin: 'stated' });
  }
  return found.map((kind, index) => ({ id: index + 1, ...kind }));
}

const { identifier, columnType } = duckdbDialect;

/** Columns of `entity` that are no properties; a property of that name gets a prefix. */
const BOOKKEEPING = new Set(['instance_id', 'scope_id', 'key', 'version', 'source', 'asset_ref']);

const PROPERTY_COLUMNS = COLUMNS.map((column) => ({
  ...column,
  name: BOOKKEEPING.has(column.name) ? `p_${column.name}` : column.name,
}));

class Loader {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async createTables(): Promise<void> {
    const columns = PROPERTY_COLUMNS.map(
      ({ name, type }) => `${identifier(name)} ${columnType(type)}`,
    );
    for (const ddl of [
      `entity (id BIGINT, instance_id SMALLINT, scope_id SMALLINT, kind_id SMALLINT, key VARCHAR,
         begin_seq INTEGER, end_seq INTEGER, version INTEGER, created_on BIGINT, begin_on BIGINT,
         end_on BIGINT, source VARCHAR, asset_ref BIGINT, ${columns.join(', ')}, props JSON)`,
      `relationship (id BIGINT, instance_id SMALLINT, edge_kind_id SMALLINT, key VARCHAR,
         from_id BIGINT, to_id BIGINT, begin_seq INTEGER, end_seq INTEGER, version INTEGER,
         created_on BIGINT, begin_on BIGINT, end_on BIGINT, props JSON)`,
      `vuln_cve (instance_id SMALLINT, qid DOUBLE, vuln_id BIGINT, cve_id BIGINT,
         begin_seq INTEGER, end_seq INTEGER)`,
    ]) {
      await this.#connection.run(`CREATE TABLE ${ddl}`);
    }
  }

  async insert(table: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const names = given.map(([name]) => identifier(name));
    const cells = given.map(([, value]) =>
      Array.isArray(value)
        ? `[${value.map((item) => duckdbDialect.literal(String(item))).join(', ')}]`
        : typeof value === 'number' || typeof value === 'boolean'
          ? String(value)
          : duckdbDialect.literal(String(value)),
    );
    await this.#connection.run(
      `INSERT INTO ${identifier(table)} (${names.join(', ')}) VALUES (${cells.join(', ')})`,
    );
  }
}

function fitsColumn(value: unknown, type: string): boolean {
  if (type === 'textList') return Array.isArray(value);
  if (type === 'date') return typeof value === 'number';
  return typeof value === (type === 'text' ? 'string' : type);
}

/** Splits properties into columns and the JSON rest, as the spool does. */
function split(
  properties: Readonly<Record<string, unknown>>,
  mixed: Set<string>,
): { columns: Record<string, unknown>; props: string } {
  const columns: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    const column = PROPERTY_COLUMNS.find((candidate) => candidate.property === property);
    if (column !== undefined && fitsColumn(value, column.type)) columns[column.name] = value;
    else rest[property] = value;
    if (column !== undefined && !fitsColumn(value, column.type)) mixed.add(property);
  }
  return { columns, props: JSON.stringify(rest) };
}

/** Makes a graph. Two subscriptions (owners 2 and 4) with one integration instance each (1 and 3). */
export async function memoryGraph(
  entities: readonly TestEntity[],
  relationships: readonly TestRelationship[] = [],
): Promise<MemoryGraph> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const loader = new Loader(connection);
  await loader.createTables();
  const kinds = catalogKinds(entities);
  const typeOf = new Map(entities.map(({ key, type }) => [key, type]));
  const idOf = new Map(entities.map(({ key }, index) => [key, index + 1]));
  const edgeKinds = catalogEdgeKinds(kinds, relationships, typeOf);
  const mixed = new Set<string>();
  for (const [index, entity] of entities.entries()) {
    const { columns, props } = split(entity.properties ?? {}, mixed);
    const scope = entity.subscription === 2 ? 4 : 2;
    const ownership = ENTITY_KINDS.find(({ type }) => type === entity.type)?.ownership;
    await loader.insert('entity', {
      id: index + 1,
      instance_id: ownership === 'subscription' || ownership === 'mapped' ? scope : scope - 1,
      scope_id: scope,
      kind_id: kinds.find(({ type }) => type === entity.type)?.id,
      key: entity.key,
      begin_seq: entity.beginSeq ?? 1,
      end_seq: entity.endSeq,
      version: 1,
      created_on: entity.createdOn ?? NOW - 30 * 86_400_000,
      begin_on: entity.createdOn ?? NOW - 30 * 86_400_000,
      source: entity.source ?? 'integration-external',
      asset_ref: entity.asset === undefined ? undefined : idOf.get(entity.asset),
      ...columns,
      props,
    });
    for (const cve of entity.cves ?? []) {
      await loader.insert('vuln_cve', {
        instance_id: scope,
        qid: entity.properties?.['qid'],
        vuln_id: index + 1,
        cve_id: idOf.get(cve),
        begin_seq: 1,
      });
    }
  }
  for (const [index, relationship] of relationships.entries()) {
    const [from, to] = [typeOf.get(relationship.from), typeOf.get(relationship.to)];
    const fromKind = kinds.find(({ type }) => type === from)?.id;
    const toKind = kinds.find(({ type }) => type === to)?.id;
    await loader.insert('relationship', {
      id: index + 1,
      instance_id: 1,
      edge_kind_id: edgeKinds.find(
        (kind) =>
          kind.class === relationship.class && kind.fromKind === fromKind && kind.toKind === toKind,
      )?.id,
      key: relationshipKey(relationship.from, relationship.class, relationship.to),
      from_id: idOf.get(relationship.from),
      to_id: idOf.get(relationship.to),
      begin_seq: 1,
      version: 1,
      created_on: relationship.createdOn ?? NOW - 30 * 86_400_000,
      begin_on: relationship.createdOn ?? NOW - 30 * 86_400_000,
      props: JSON.stringify(relationship.properties ?? {}),
    });
  }
  const columns = new Map(
    PROPERTY_COLUMNS.map(({ property, name, type }) => [
      property,
      { column: name, type, mixed: mixed.has(property) },
    ]),
  );
  const instances = [1, 3].flatMap((id) => [
    {
      id,
      name: `qualys-${id}`,
      kind: 'integration' as const,
      integrationType: 'qualys',
      scopeId: id + 1,
    },
    {
      id: id + 1,
      name: `subscription-${id}`,
      kind: 'subscription' as const,
      integrationType: 'qualys',
      scopeId: id + 1,
    },
  ]);
  return new MemoryGraph(connection, { seq: SEQ, at: NOW, kinds, edgeKinds, columns, instances });
}
