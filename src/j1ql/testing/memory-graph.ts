import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckdbDatabase } from '../../graph/driver/duckdb/database.ts';
import { FAMILIES, familyOf } from '../../graph/families.ts';
import {
  type CatalogEdgeKind,
  type CatalogKind,
  duckdbDialect,
  type GraphCatalog,
  type Parameter,
  type Row,
} from '../../graph/index.ts';
import { createSchema, ENTITY_COLUMNS } from '../../graph/schema.ts';
import type { SqlSession } from '../../graph/sql-session.ts';
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
  readonly version?: number;
  /** Epoch milliseconds at which the version began and ended. */
  readonly beginOn?: number;
  readonly endOn?: number;
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
  readonly beginSeq?: number;
  readonly endSeq?: number;
  readonly endOn?: number;
}

/** `date.now` of all tests: 2026-11-24T12:00:00Z. */
export const NOW = Date.UTC(2026, 10, 24, 12);
const SEQ = 3;

/** The columns that every table of entities has, and those of these properties. */
function flatColumns(properties: ReadonlySet<string>): string {
  const own = COLUMNS.filter(({ property }) => properties.has(property));
  const names = new Set([...ENTITY_COLUMNS, ...own].map(({ name }) => name));
  return [...names, 'props'].map(duckdbDialect.identifier).join(', ');
}

/** A graph of a test that answers J1QL. Row ids are the positions of the entities, from 1. */
export class MemoryGraph {
  readonly #database: DuckdbDatabase;
  readonly #folder: string;
  #catalog: GraphCatalog;
  /** Properties that have a column, where they are not all. */
  #flat: ReadonlySet<string> | undefined;

  constructor(database: DuckdbDatabase, folder: string, catalog: GraphCatalog) {
    this.#database = database;
    this.#folder = folder;
    this.#catalog = catalog;
  }

  /**
   * Makes the view `entity` a table with columns for `properties` only, for graphs that are put in its place
   * afterwards and have no others. Where there are few rows, planning over all columns of all tables takes
   * most of the time of a query.
   */
  async flatten(properties: readonly string[]): Promise<void> {
    const flat = new Set(properties);
    await this.#database.write('make a table of the view', async (session) => {
      await session.run('ALTER VIEW entity RENAME TO entity_of_families');
      await session.run(
        `CREATE TABLE entity AS SELECT ${flatColumns(flat)} FROM entity_of_families`,
      );
    });
    this.#flat = flat;
  }

  /** What the graph holds, as far as a compiler has to know. */
  get catalog(): GraphCatalog {
    return this.#catalog;
  }

  /** Another graph in the place of this one: a store costs more than its rows. */
  async replace(
    entities: readonly TestEntity[],
    relationships: readonly TestRelationship[] = [],
  ): Promise<void> {
    this.#catalog = await this.#database.write('replace a test graph', async (session) => {
      for (const table of [...FAMILIES.map((family) => family.table), 'relationship', 'vuln_cve']) {
        await session.run(`DELETE FROM ${identifier(table)}`);
      }
      const catalog = await load(session, entities, relationships);
      const flat = this.#flat;
      if (flat === undefined) return catalog;
      await session.run('DELETE FROM entity');
      await session.run(`INSERT INTO entity SELECT ${flatColumns(flat)} FROM entity_of_families`);
      return {
        ...catalog,
        columns: new Map([...catalog.columns].filter(([property]) => flat.has(property))),
      };
    });
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
  async run(sql: string, params: readonly Parameter[] = []): Promise<readonly Row[]> {
    const all: Row[] = [];
    for await (const rows of this.#database.read(sql, params)) all.push(...rows);
    return all;
  }

  /** Lets go of the store and removes it. */
  async close(): Promise<void> {
    await this.#database.close();
    await rm(this.#folder, { recursive: true, force: true });
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

const { identifier, literal } = duckdbDialect;

type Values = Readonly<Record<string, unknown>>;

function cell(value: unknown): string {
  if (value === undefined) return 'NULL';
  if (Array.isArray(value)) return `[${value.map((item) => literal(String(item))).join(', ')}]`;
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : literal(String(value));
}

/** One statement per table: rows one by one take most of the time that a test has. */
async function insertAll(session: SqlSession, rows: ReadonlyMap<string, readonly Values[]>) {
  for (const [table, values] of rows) {
    const names = [...new Set(values.flatMap((row) => Object.keys(row)))];
    const lines = values.map((row) => `(${names.map((name) => cell(row[name])).join(', ')})`);
    await session.run(
      `INSERT INTO ${identifier(table)} (${names.map(identifier).join(', ')}) VALUES ${lines.join(', ')}`,
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
  type: string,
  properties: Readonly<Record<string, unknown>>,
  mixed: Set<string>,
): { columns: Record<string, unknown>; props: string } {
  const columns: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    const column = COLUMNS.find((candidate) => candidate.property === property);
    const isFitting =
      column !== undefined &&
      fitsColumn(value, column.type) &&
      familyOf(type).columns.includes(column.name);
    if (isFitting) columns[column.name] = value;
    else rest[property] = value;
    if (column !== undefined && !isFitting) mixed.add(property);
  }
  return { columns, props: JSON.stringify(rest) };
}

/** Makes a graph. Two subscriptions (owners 2 and 4) with one integration instance each (1 and 3). */
export async function memoryGraph(
  entities: readonly TestEntity[],
  relationships: readonly TestRelationship[] = [],
): Promise<MemoryGraph> {
  const folder = await mkdtemp(join(tmpdir(), 'j1ql-test-'));
  const database = await DuckdbDatabase.open(join(folder, 'graph.duckdb'), {
    memoryLimitMb: 200,
    threads: 1,
  });
  const catalog = await database.write('make a test graph', (session) =>
    createTables(session).then(() => load(session, entities, relationships)),
  );
  return new MemoryGraph(database, folder, catalog);
}

async function createTables(session: SqlSession): Promise<void> {
  for (const statement of createSchema(session.dialect)) await session.run(statement);
}

async function load(
  session: SqlSession,
  entities: readonly TestEntity[],
  relationships: readonly TestRelationship[],
): Promise<GraphCatalog> {
  const rows = new Map<string, Values[]>();
  const insert = (table: string, values: Values) => {
    rows.set(table, [...(rows.get(table) ?? []), values]);
  };
  const kinds = catalogKinds(entities);
  const typeOf = new Map(entities.map(({ key, type }) => [key, type]));
  const idOf = new Map<string, number>();
  for (const [index, { key }] of entities.entries()) {
    if (!idOf.has(key)) idOf.set(key, index + 1);
  }
  const edgeKinds = catalogEdgeKinds(kinds, relationships, typeOf);
  const mixed = new Set<string>();
  for (const entity of entities) {
    const { columns, props } = split(entity.type, entity.properties ?? {}, mixed);
    const scope = entity.subscription === 2 ? 4 : 2;
    const ownership = ENTITY_KINDS.find(({ type }) => type === entity.type)?.ownership;
    insert(familyOf(entity.type).table, {
      // Versions of one entity share its key and its id.
      id: idOf.get(entity.key),
      instance_id: ownership === 'subscription' || ownership === 'mapped' ? scope : scope - 1,
      scope_id: scope,
      kind_id: kinds.find(({ type }) => type === entity.type)?.id,
      key: entity.key,
      begin_seq: entity.beginSeq ?? 1,
      end_seq: entity.endSeq,
      version: entity.version ?? 1,
      end_on: entity.endOn,
      created_on: entity.createdOn ?? NOW - 30 * 86_400_000,
      begin_on: entity.beginOn ?? entity.createdOn ?? NOW - 30 * 86_400_000,
      source: entity.source ?? 'integration-external',
      asset_ref: entity.asset === undefined ? undefined : idOf.get(entity.asset),
      ...columns,
      props,
    });
    for (const cve of entity.cves ?? []) {
      insert('vuln_cve', {
        instance_id: scope,
        qid: entity.properties?.['qid'],
        vuln_id: idOf.get(entity.key),
        cve_id: idOf.get(cve),
        begin_seq: 1,
      });
    }
  }
  for (const [index, relationship] of relationships.entries()) {
    const [from, to] = [typeOf.get(relationship.from), typeOf.get(relationship.to)];
    const fromKind = kinds.find(({ type }) => type === from)?.id;
    const toKind = kinds.find(({ type }) => type === to)?.id;
    insert('relationship', {
      id: index + 1,
      instance_id: 1,
      edge_kind_id: edgeKinds.find(
        (kind) =>
          kind.class === relationship.class && kind.fromKind === fromKind && kind.toKind === toKind,
      )?.id,
      key: relationshipKey(relationship.from, relationship.class, relationship.to),
      from_id: idOf.get(relationship.from),
      to_id: idOf.get(relationship.to),
      begin_seq: relationship.beginSeq ?? 1,
      end_seq: relationship.endSeq,
      end_on: relationship.endOn,
      version: 1,
      created_on: relationship.createdOn ?? NOW - 30 * 86_400_000,
      begin_on: relationship.createdOn ?? NOW - 30 * 86_400_000,
      props: JSON.stringify(relationship.properties ?? {}),
    });
  }
  await insertAll(session, rows);
  const columns = new Map(
    COLUMNS.map(({ property, name, type }) => [
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
  return { seq: SEQ, at: NOW, kinds, edgeKinds, columns, instances };
}
