import { type GraphStore, type ReadOptions, visible } from '../graph/index.ts';
import { EDGE_METADATA, NODE_METADATA } from '../j1ql/index.ts';
import { entityKind } from '../model/entity-kinds.ts';
import type { PropertyTable, PropertyType } from '../model/property.ts';

/** A property, for who writes a query. */
export interface QueryProperty {
  readonly type: PropertyType;
  /** Absent where nothing is known besides the type. */
  readonly description?: string;
}

/** An entity type, for who writes a query. */
export interface QueryType {
  readonly type: string;
  readonly classes: readonly string[];
  /** Entities that there are now. */
  readonly count: number;
  /** Declared properties by name; absent for a type of another integration, which may have any. */
  readonly properties?: Readonly<Record<string, QueryProperty>>;
}

/** A relationship that the graph can have between entities that there are. */
export interface QueryRelationship {
  readonly class: string;
  readonly type: string;
  /** Entity types of both ends. */
  readonly from: string;
  readonly to: string;
}

/** What a query can name. */
export interface QueryCatalog {
  /** Sequence of the run that was applied last. */
  readonly seq: number;
  readonly types: readonly QueryType[];
  readonly relationships: readonly QueryRelationship[];
  /** Properties that every entity has. */
  readonly metadata: Readonly<Record<string, QueryProperty>>;
  /** Properties that every relationship has. */
  readonly edgeMetadata: Readonly<Record<string, QueryProperty>>;
}

const COUNTS = `SELECT e.kind_id AS kind, count(*) AS n FROM entity e WHERE ${visible('e')} GROUP BY e.kind_id`;

function described(properties: PropertyTable): Readonly<Record<string, QueryProperty>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type, description }]) => [
      name,
      { type, description },
    ]),
  );
}

function plain(
  types: Readonly<Record<string, PropertyType>>,
): Readonly<Record<string, QueryProperty>> {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }]));
}

/** What the graph has now, as far as a query can name it. */
export async function queryCatalog(
  store: GraphStore,
  options: ReadOptions = {},
): Promise<QueryCatalog> {
  const { seq, kinds, edgeKinds } = await store.catalog();
  const counts = new Map<unknown, number>();
  for await (const rows of store.read(COUNTS, [], options)) {
    for (const { kind, n } of rows) counts.set(kind, Number(n));
  }
  const typeOf = new Map(kinds.map(({ id, type }) => [id, type]));
  return {
    seq,
    types: kinds.map(({ id, type, classes }) => {
      const declared = entityKind(type)?.properties;
      const count = counts.get(id) ?? 0;
      return { type, classes, count, ...(declared && { properties: described(declared) }) };
    }),
    relationships: edgeKinds
      .filter(({ fromKind, toKind }) => counts.has(fromKind) && counts.has(toKind))
      .map((edge) => ({
        class: edge.class,
        type: edge.type,
        from: typeOf.get(edge.fromKind) ?? '',
        to: typeOf.get(edge.toKind) ?? '',
      })),
    metadata: plain(NODE_METADATA),
    edgeMetadata: plain(EDGE_METADATA),
  };
}
