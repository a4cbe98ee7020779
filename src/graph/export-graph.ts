import { relationshipKey } from '../model/edge-kind.ts';
import type { PropertyValue } from '../model/property.ts';
import { derivedJoin, visible } from './derived-edges.ts';
import { duckdbDialect } from './dialect/duckdb.ts';
import { FAMILIES, type Family, OTHER_FAMILY } from './families.ts';
import type { CatalogEdgeKind, CatalogKind, GraphCatalog } from './graph-catalog.ts';
import type { GraphReader, ReadOptions, Row, Value } from './graph-store.ts';

/** An entity or relationship in the flat form of JupiterOne: metadata with an underscore, properties beside it. */
export type ExportedObject = Readonly<Record<string, PropertyValue>>;

/** What is exported. */
export interface ExportOptions extends ReadOptions {
  /** Ids of entities: only these, and the relationships between them. Default: everything. */
  readonly entityIds?: readonly number[] | undefined;
}

/** Condition that a row of `entity` is among those that are wanted. */
function wanted(alias: string, { entityIds }: ExportOptions): string {
  if (entityIds === undefined) return 'TRUE';
  return entityIds.length === 0 ? 'FALSE' : `${alias}.id IN (${entityIds.join(', ')})`;
}

/** Reading everything takes as long as it takes. */
const NO_TIME_LIMIT_MS = 24 * 3_600_000;

function propertyValue(value: Value | undefined): PropertyValue {
  return Array.isArray(value) ? value.map(String) : (value as PropertyValue);
}

/** The properties of `props`. */
function rest(row: Row): Record<string, PropertyValue> {
  return typeof row['props'] === 'string' ? JSON.parse(row['props']) : {};
}

/** Kinds that live in a family. */
function kindsOf(family: Family, catalog: GraphCatalog): readonly CatalogKind[] {
  return catalog.kinds.filter(({ type }) =>
    family === OTHER_FAMILY
      ? !FAMILIES.some((other) => other !== OTHER_FAMILY && other.types.includes(type))
      : family.types.includes(type),
  );
}

async function* entities(
  store: GraphReader,
  catalog: GraphCatalog,
  options: ExportOptions,
): AsyncGenerator<ExportedObject> {
  for (const family of FAMILIES) {
    const kinds = new Map(kindsOf(family, catalog).map((kind) => [kind.id, kind]));
    if (kinds.size === 0) continue;
    const properties = [...catalog.columns].filter(([, { column }]) =>
      family.columns.includes(column),
    );
    const columns = properties.map(([, { column }]) => `e.${duckdbDialect.identifier(column)}`);
    const sql = `SELECT e.kind_id AS "_kind", e.key AS "_key", e.props, ${columns.join(', ')}
      FROM entity e WHERE e.kind_id IN (${[...kinds.keys()].join(', ')}) AND ${visible('e')}
        AND ${wanted('e', options)}`;
    for await (const rows of store.read(sql, [], options)) {
      for (const row of rows) {
        const kind = kinds.get(Number(row['_kind']));
        const object: Record<string, PropertyValue> = {
          _key: String(row['_key']),
          _type: kind?.type,
          _class: kind?.classes,
        };
        for (const [property, { column }] of properties) {
          const value = row[column];
          if (value !== null) object[property] = propertyValue(value);
        }
        yield Object.assign(object, rest(row));
      }
    }
  }
}

function relationship(kind: CatalogEdgeKind, from: string, to: string): ExportedObject {
  return {
    _key: relationshipKey(from, kind.class, to),
    _type: kind.type,
    _class: kind.class,
    _fromEntityKey: from,
    _toEntityKey: to,
  };
}

async function* storedRelationships(
  store: GraphReader,
  catalog: GraphCatalog,
  options: ExportOptions,
): AsyncGenerator<ExportedObject> {
  const kinds = new Map(catalog.edgeKinds.map((kind) => [kind.id, kind]));
  const sql = `SELECT r.edge_kind_id AS "_kind", r.key AS "_key", r.props, f.key AS "_from", t.key AS "_to"
    FROM relationship r
    JOIN entity f ON f.id = r.from_id AND ${visible('f')}
    JOIN entity t ON t.id = r.to_id AND ${visible('t')}
    WHERE ${visible('r')} AND ${wanted('f', options)} AND ${wanted('t', options)}`;
  for await (const rows of store.read(sql, [], options)) {
    for (const row of rows) {
      const kind = kinds.get(Number(row['_kind']));
      if (kind === undefined) continue;
      yield {
        ...relationship(kind, String(row['_from']), String(row['_to'])),
        _key: String(row['_key']),
        ...rest(row),
      };
    }
  }
}

async function* derivedRelationships(
  store: GraphReader,
  catalog: GraphCatalog,
  options: ExportOptions,
): AsyncGenerator<ExportedObject> {
  for (const kind of catalog.edgeKinds) {
    if (kind.origin === 'stated' || kind.origin === 'mapped') continue;
    const { through, condition } = derivedJoin(kind.origin, 'f', 't', 'x');
    const sql = `SELECT f.key AS "_from", t.key AS "_to"
      FROM entity f, entity t ${through === undefined ? '' : `, ${through}`}
      WHERE f.kind_id = ${kind.fromKind} AND t.kind_id = ${kind.toKind}
        AND ${visible('f')} AND ${visible('t')} AND ${condition}
        AND ${wanted('f', options)} AND ${wanted('t', options)}`;
    for await (const rows of store.read(sql, [], options)) {
      for (const row of rows) yield relationship(kind, String(row['_from']), String(row['_to']));
    }
  }
}

/**
 * Every current entity and every current relationship, derived ones included, one object at a time. Absent
 * properties are left out, dates are epoch milliseconds, and a property is the same wherever it was stored.
 * Keys of derived relationships are computed.
 */
export async function* exportGraph(
  store: GraphReader,
  options: ExportOptions = {},
): AsyncGenerator<ExportedObject> {
  const limits = { timeoutMs: NO_TIME_LIMIT_MS, ...options };
  const catalog = await store.catalog();
  yield* entities(store, catalog, limits);
  yield* storedRelationships(store, catalog, limits);
  yield* derivedRelationships(store, catalog, limits);
}
