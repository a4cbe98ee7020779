import type { PropertyTable } from './property.ts';

/** Who an entity belongs to, and with whom it is shared. */
export type Ownership =
  /** Owned by one integration instance. */
  | 'instance'
  /** Shared by all instances of one Qualys subscription, and written by whichever read it last. */
  | 'subscription'
  /** Created by the mapper for a mapped relationship, shared by all instances of one subscription. */
  | 'mapped';

/** The declaration of one entity type. */
export interface EntityKind {
  /** `_type`, snake_case. */
  readonly type: string;
  /** `_class`, as the JupiterOne data model knows it. */
  readonly classes: readonly string[];
  /** Name of the resource in step metadata and docs. */
  readonly resourceName: string;
  readonly ownership: Ownership;
  /** How `_key` is made. */
  readonly key: string;
  /**
   * The same key may come more than once in a run (two asset records of one machine, one CVE of many
   * QIDs). Then the row with the lowest `_order` stands; without this, a second row is an error.
   */
  readonly collapse?: true;
  readonly properties: PropertyTable;
}
