import type { GraphCatalog } from '../../graph/index.ts';
import type { InstanceFacts } from '../analysis/index.ts';

/** An entity of an answer (reference 2.5). */
export interface Vertex {
  readonly id: string;
  /** Metadata and the display name. */
  readonly entity: Readonly<Record<string, unknown>>;
  /** Everything else; absent properties are left out. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A relationship of an answer. */
export interface Edge {
  readonly id: string;
  readonly relationship: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `sql/entity-json.ts` writes. */
interface EntityCell {
  readonly m: {
    readonly id: number;
    readonly kind: number;
    readonly owner: number;
    readonly key: string;
    readonly version: number | null;
    readonly createdOn: number | null;
    readonly beginOn: number | null;
    readonly endOn: number | null;
    readonly deleted: boolean | null;
    readonly source: string | null;
  };
  readonly c?: Readonly<Record<string, unknown>>;
  readonly p: Readonly<Record<string, unknown>> | null;
}

function withoutAbsent(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Makes vertex and edge objects out of the JSON cells of a statement. */
export class VertexDecoder {
  readonly #kinds: ReadonlyMap<
    number,
    { readonly type: string; readonly classes: readonly string[] }
  >;
  readonly #instances: ReadonlyMap<number, InstanceFacts>;

  constructor(catalog: GraphCatalog, instances: ReadonlyMap<number, InstanceFacts>) {
    this.#kinds = new Map(catalog.kinds.map((kind) => [kind.id, kind]));
    this.#instances = instances;
  }

  /** An entity; null for an empty cell. */
  vertex(cell: unknown): Vertex | null {
    if (typeof cell !== 'string') return null;
    const { m, c, p } = JSON.parse(cell) as EntityCell;
    const properties = withoutAbsent({ ...c, ...p });
    const kind = this.#kinds.get(m.kind);
    const id = String(m.id);
    return {
      id,
      entity: withoutAbsent({
        _id: id,
        _key: m.key,
        _type: kind === undefined ? [] : [kind.type],
        _class: kind?.classes ?? [],
        displayName: properties['displayName'],
        _createdOn: m.createdOn,
        _beginOn: m.beginOn,
        _endOn: m.endOn,
        _version: m.version,
        _deleted: m.deleted === true,
        _source: m.source,
        ...this.#instances.get(m.owner),
      }),
      properties,
    };
  }

  /** A relationship; null for an empty cell. */
  edge(cell: unknown): Edge | null {
    if (typeof cell !== 'string') return null;
    const { from, to, props, ...facts } = JSON.parse(cell) as Record<string, unknown>;
    return {
      id: String(facts['_id']),
      relationship: withoutAbsent({
        ...facts,
        _fromEntityId: String(from),
        _toEntityId: String(to),
      }),
      properties: withoutAbsent((props ?? {}) as Record<string, unknown>),
    };
  }
}
