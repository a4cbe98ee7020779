import type { EdgeKind } from '../model/edge-kind.ts';
import type { PropertyType } from '../model/property.ts';

/** An entity type that the store knows: one of the model, or one that another integration brought. */
export interface CatalogKind {
  readonly id: number;
  /** `_type`. */
  readonly type: string;
  /** `_class`. */
  readonly classes: readonly string[];
}

/** A relationship between two concrete entity types; class-level rules of the model are expanded to these. */
export interface CatalogEdgeKind {
  readonly id: number;
  /** `_class`, in capitals. */
  readonly class: string;
  /** `_type`. */
  readonly type: string;
  /** {@link CatalogKind.id} of the start. */
  readonly fromKind: number;
  /** {@link CatalogKind.id} of the end. */
  readonly toKind: number;
  /** `stated` and `mapped` are rows of `relationship`; the others are joined by `derived-edges.ts`. */
  readonly origin: EdgeKind['origin'];
}

/** Where the values of a property are. A property that is not in the map is in `props` only. */
export interface CatalogColumn {
  /** Column of `entity`; to be quoted in SQL. */
  readonly column: string;
  readonly type: PropertyType;
  /**
   * True when some entity has a value of another type under this name (`fqdn` is a text on findings and
   * a list on hosts). Those values are in `props`; a reader has to look at both.
   */
  readonly mixed: boolean;
}

/** An integration instance, or a subscription that several of them share. */
export interface CatalogInstance {
  readonly id: number;
  readonly name: string;
  readonly kind: 'integration' | 'subscription';
  readonly integrationType: string;
  /** Row of the subscription; a subscription's own id. */
  readonly scopeId: number;
}

/** What a store holds, as far as a query compiler has to know. */
export interface GraphCatalog {
  /** Sequence of the last apply; 0 for an empty store. A query pins it. */
  readonly seq: number;
  /** Time of the last apply, epoch ms; absent for an empty store. */
  readonly at?: number;
  readonly kinds: readonly CatalogKind[];
  readonly edgeKinds: readonly CatalogEdgeKind[];
  /** By property name. */
  readonly columns: ReadonlyMap<string, CatalogColumn>;
  readonly instances: readonly CatalogInstance[];
}
