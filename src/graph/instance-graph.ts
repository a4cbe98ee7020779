import { relationshipKey } from '../model/edge-kind.ts';
import { derivedJoin, visible } from './derived-edges.ts';
import { duckdbDialect } from './dialect/duckdb.ts';
import {
  type EntityRows,
  type ExportedObject,
  entityRows,
  NO_TIME_LIMIT_MS,
  propertiesOf,
} from './entity-rows.ts';
import { type Family, familyOf, ownershipOf } from './families.ts';
import type { CatalogEdgeKind, CatalogKind, GraphCatalog } from './graph-catalog.ts';
import type { GraphReader, ReadOptions, Row } from './graph-store.ts';
import { PARKED } from './schema.ts';

/** A relationship to an asset that the mapper has to place: the asset, and the end that the instance owns. */
export interface PlacedRelationship {
  readonly kind: CatalogEdgeKind;
  /** Key of the end that the instance owns: the scanner, or the finding. */
  readonly ownKey: string;
  /** The asset: all its properties for a stated one, what tells it from others for a derived one. */
  readonly asset: ExportedObject;
  /** False when another integration owns the asset. */
  readonly isOurs: boolean;
}

/** How many there are of each `_type`. */
export type CountsByType = Readonly<Record<string, number>>;

/** What one instance has in the graph, as one place to read it from, batch by batch. */
export interface InstanceGraph {
  /** Sequence and time (epoch milliseconds) of the last apply of the store; everything read is of it. */
  readonly seq: number;
  readonly at: number;
  /** The last run of the instance that was applied. */
  readonly runId: string;
  /** Every run of the instance that was applied, the newest first. */
  readonly runIds: readonly string[];
  /** Types of the relationships that the graph can have, by how they come to be. */
  readonly edgeKinds: readonly CatalogEdgeKind[];
  readonly kinds: readonly CatalogKind[];
  /** Numbers of entities that the instance owns or shares, those of assets left out, by type. */
  countEntities(): Promise<CountsByType>;
  /** Numbers of relationships of the kinds given, by type. */
  countRelationships(kinds: readonly CatalogEdgeKind[]): Promise<CountsByType>;
  /** What the instance owns, and what its subscription shares; without assets. */
  entities(): AsyncIterable<Iterable<ExportedObject>>;
  /** Relationships of a kind of which the instance has both ends. */
  relationships(kind: CatalogEdgeKind): AsyncIterable<Iterable<ExportedObject>>;
  /** Relationships of a kind that ends or begins in an asset. */
  placed(kind: CatalogEdgeKind): AsyncIterable<Iterable<PlacedRelationship>>;
}

/** Properties by which an asset is known besides its key. */
const IDENTITY = ['name', 'displayName', 'qualysQwebHostId', 'webAppId'];

/**
 * What an instance has in the graph; undefined if nothing of it was ever applied. Whoever reads it keeps the
 * store from being applied to: all parts have to be of one time.
 */
export async function instanceGraph(
  store: GraphReader,
  name: string,
  options: ReadOptions = {},
): Promise<InstanceGraph | undefined> {
  const limits = { timeoutMs: NO_TIME_LIMIT_MS, ...options };
  const catalog = await store.catalog();
  const instance = catalog.instances.find(
    (each) => each.kind === 'integration' && each.name === name,
  );
  if (instance === undefined) return undefined;
  const runs = await all(
    store,
    'SELECT run_id FROM apply WHERE instance_id = $1 ORDER BY seq DESC',
    [instance.id],
    limits,
  );
  const runIds = runs.map((row) => String(row['run_id']));
  const [runId] = runIds;
  if (runId === undefined) return undefined;
  return new StoredInstance(store, catalog, { ...instance, runIds, runId }, limits);
}

async function all(
  store: GraphReader,
  sql: string,
  params: readonly number[],
  options: ReadOptions,
): Promise<Row[]> {
  const found: Row[] = [];
  for await (const rows of store.read(sql, params, options)) found.push(...rows);
  return found;
}

/** Condition under which queries see a row of a family. The tables themselves: planning the view takes longer. */
function shown(alias: string, { isMapped }: Family): string {
  return `${visible(alias)}${isMapped ? ` AND ${alias}.source <> '${PARKED}'` : ''}`;
}

/** One at a time, so that not all objects of a batch of rows live at once. */
function* each<Result>(rows: readonly Row[], object: (row: Row) => Result): Generator<Result> {
  for (const row of rows) yield object(row);
}

interface Owner {
  readonly id: number;
  readonly scopeId: number;
  readonly runIds: readonly string[];
  readonly runId: string;
}

class StoredInstance implements InstanceGraph {
  readonly seq: number;
  readonly at: number;
  readonly runId: string;
  readonly runIds: readonly string[];
  readonly edgeKinds: readonly CatalogEdgeKind[];
  readonly kinds: readonly CatalogKind[];
  readonly #store: GraphReader;
  readonly #catalog: GraphCatalog;
  readonly #owner: Owner;
  readonly #options: ReadOptions;
  readonly #types: ReadonlyMap<number, string>;

  constructor(store: GraphReader, catalog: GraphCatalog, owner: Owner, options: ReadOptions) {
    this.#store = store;
    this.#catalog = catalog;
    this.#owner = owner;
    this.#options = options;
    this.#types = new Map(catalog.kinds.map(({ id, type }) => [id, type]));
    this.seq = catalog.seq;
    this.at = catalog.at ?? 0;
    this.runId = owner.runId;
    this.runIds = owner.runIds;
    this.edgeKinds = catalog.edgeKinds;
    this.kinds = catalog.kinds;
  }

  async countEntities(): Promise<CountsByType> {
    const families = entityRows(this.#catalog).map(
      (each) => `SELECT e.kind_id AS kind, count(*) AS count ${this.#owned(each)} GROUP BY 1`,
    );
    const rows = await this.#all(families.join(' UNION ALL '));
    return Object.fromEntries(
      rows
        .map((row): [string, number] => [this.#typeOf(Number(row['kind'])), Number(row['count'])])
        .sort(([a], [b]) => a.localeCompare(b)),
    );
  }

  async countRelationships(kinds: readonly CatalogEdgeKind[]): Promise<CountsByType> {
    const counts: Record<string, number> = {};
    for (const kind of kinds) {
      const [row] = await this.#all(`SELECT count(*) AS count ${this.#edges(kind)}`);
      const count = Number(row?.['count']);
      if (count > 0) counts[kind.type] = (counts[kind.type] ?? 0) + count;
    }
    return counts;
  }

  async *entities(): AsyncGenerator<Iterable<ExportedObject>> {
    for (const rows of entityRows(this.#catalog)) {
      const sql = `SELECT ${rows.select('e')} ${this.#owned(rows)}`;
      for await (const batch of this.#read(sql)) yield each(batch, rows.object);
    }
  }

  async *relationships(kind: CatalogEdgeKind): AsyncGenerator<Iterable<ExportedObject>> {
    const stored = kind.origin === 'stated' ? ', r.key AS "_key", r.props' : '';
    const sql = `SELECT f.key AS "_from", t.key AS "_to" ${stored} ${this.#edges(kind)}`;
    for await (const batch of this.#read(sql)) {
      yield each(batch, (row) => {
        const from = String(row['_from']);
        const to = String(row['_to']);
        return {
          _key:
            row['_key'] === undefined ? relationshipKey(from, kind.class, to) : `${row['_key']}`,
          _type: kind.type,
          _class: kind.class,
          _fromEntityKey: from,
          _toEntityKey: to,
          ...propertiesOf(row),
        };
      });
    }
  }

  async *placed(kind: CatalogEdgeKind): AsyncGenerator<Iterable<PlacedRelationship>> {
    const [asset, own] = kind.origin === 'mapped' ? ['t', 'f'] : ['f', 't'];
    const rows = kind.origin === 'mapped' ? this.#rowsOf(kind.toKind) : undefined;
    const columns = rows?.select(asset) ?? this.#identity(asset, kind.fromKind);
    const sql = `SELECT ${columns}, ${own}.key AS "_own", ${asset}.source AS "_source" ${this.#edges(kind)}`;
    for await (const batch of this.#read(sql)) {
      yield each(batch, (row) => ({
        kind,
        ownKey: String(row['_own']),
        asset: rows?.object(row) ?? this.#identified(kind.fromKind, row),
        isOurs: row['_source'] === 'system-mapper',
      }));
    }
  }

  /** What comes from the tables for a kind of relationship: `f` and `t` are its ends. */
  #edges({ id, fromKind, toKind, origin }: CatalogEdgeKind): string {
    const { id: instance, scopeId } = this.#owner;
    const from = this.#family(fromKind);
    const to = this.#family(toKind);
    const tables = `${from.table} f, ${to.table} t`;
    const ends = `f.kind_id = ${fromKind} AND t.kind_id = ${toKind} AND ${shown('f', from)} AND ${shown('t', to)}`;
    if (origin === 'stated' || origin === 'mapped') {
      return `FROM relationship r, ${tables} WHERE r.edge_kind_id = ${id} AND ${visible('r')}
        AND r.instance_id = ${instance} AND f.id = r.from_id AND t.id = r.to_id AND ${ends}`;
    }
    const { through, condition } = derivedJoin(origin, 'f', 't', 'x');
    const finding = origin === 'asset' ? 't' : 'f';
    const shared = origin === 'asset' ? '' : ` AND t.instance_id = ${scopeId}`;
    return `FROM ${tables} ${through === undefined ? '' : `, ${through}`}
      WHERE ${finding}.instance_id = ${instance}${shared} AND ${ends} AND ${condition}`;
  }

  /** What of a family the instance owns, or shares without anybody having to place it. */
  #owned({ family, kinds }: EntityRows): string {
    const { id, scopeId } = this.#owner;
    const owned = [...kinds.values()].filter(({ type }) => ownershipOf(type) !== 'mapped');
    return `FROM ${family.table} e WHERE e.instance_id IN (${id}, ${scopeId})
      AND e.kind_id IN (${[-1, ...owned.map((kind) => kind.id)].join(', ')}) AND ${shown('e', family)}`;
  }

  #family(kind: number): Family {
    return familyOf(this.#typeOf(kind));
  }

  #rowsOf(kind: number): EntityRows | undefined {
    return entityRows(this.#catalog).find(({ kinds }) => kinds.has(kind));
  }

  #identity(alias: string, kind: number): string {
    const columns = this.#identityColumns(kind).map(
      ([, column]) => `${alias}.${duckdbDialect.identifier(column)}`,
    );
    return [`${alias}.key AS "_key"`, ...columns].join(', ');
  }

  #identityColumns(kind: number): readonly (readonly [string, string])[] {
    const { columns } = this.#family(kind);
    return IDENTITY.flatMap((property) => {
      const column = this.#catalog.columns.get(property)?.column;
      return column !== undefined && columns.includes(column) ? [[property, column] as const] : [];
    });
  }

  #identified(kindId: number, row: Row): ExportedObject {
    const kind = this.#catalog.kinds.find(({ id }) => id === kindId);
    const known = this.#identityColumns(kindId).flatMap(([property, column]) => {
      const value = row[column];
      return typeof value === 'string' ? [[property, value] as const] : [];
    });
    return {
      _key: String(row['_key']),
      _type: kind?.type,
      _class: kind?.classes,
      ...Object.fromEntries(known),
    };
  }

  #typeOf(kind: number): string {
    return this.#types.get(kind) ?? '';
  }

  #read(sql: string): AsyncIterable<readonly Row[]> {
    return this.#store.read(sql, [], this.#options);
  }

  #all(sql: string): Promise<Row[]> {
    return all(this.#store, sql, [], this.#options);
  }
}
