import { relationshipKey } from '../model/edge-kind.ts';
import { derivedJoin, visible } from './derived-edges.ts';
import { type ExportedObject, entityRows, NO_TIME_LIMIT_MS, propertiesOf } from './entity-rows.ts';
import type { CatalogEdgeKind, GraphCatalog } from './graph-catalog.ts';
import type { GraphReader, ReadOptions } from './graph-store.ts';

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

async function* entities(
  store: GraphReader,
  catalog: GraphCatalog,
  options: ExportOptions,
): AsyncGenerator<ExportedObject> {
  for (const rows of entityRows(catalog)) {
    const sql = `SELECT ${rows.select('e')} FROM entity e WHERE e.kind_id IN ${rows.kindList} AND ${visible('e')}
      AND ${wanted('e', options)}`;
    for await (const batch of store.read(sql, [], options)) {
      for (const row of batch) yield rows.object(row);
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
        ...propertiesOf(row),
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
