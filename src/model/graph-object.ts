import type { PropertyValue } from './property.ts';

/**
 * An entity in the flat form that JupiterOne uses: metadata with a leading underscore, everything
 * else a property. Read-only once made.
 */
export interface Entity {
  readonly _key: string;
  readonly _type: string;
  readonly _class: readonly string[];
  readonly [property: string]: PropertyValue;
}

/** A relationship that a source states between two entities of its own. */
export interface Relationship {
  readonly _key: string;
  readonly _type: string;
  readonly _class: string;
  readonly _fromEntityKey: string;
  readonly _toEntityKey: string;
  readonly [property: string]: PropertyValue;
}

/** Where an asset (host, web application) comes from: what findings refer to it by. */
export interface AssetRef {
  /** `host` for host ids, `web-app` for web application ids. */
  readonly space: 'host' | 'web-app';
  /** The id inside that space. */
  readonly id: string;
}

/**
 * An entity that the mapper has to place: found among the entities of others by
 * {@link MAPPING_RULES}, or made from what is given here. `scannerKey` is the source of the mapped
 * relationship `SCANS` to it.
 */
export interface MappedTarget {
  readonly entity: Entity;
  readonly scannerKey: string;
  readonly ref: AssetRef;
  /** Of several targets with the same key, the lowest order stands: the numeric id of the record. */
  readonly order: number;
  /** False when the host asset search did not answer for it: stored `enrichment` properties stay. */
  readonly isEnriched: boolean;
}

/** A finding together with the asset that it is on. */
export interface Finding {
  readonly entity: Entity;
  readonly ref: AssetRef;
}
