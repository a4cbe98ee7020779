import { type Family, familyOf } from './families.ts';

/** Where entities of some types are. */
export interface EntityTable {
  /** A table with the bookkeeping columns of `entity`, `props`, and of the property columns some. */
  readonly name: string;
  /** Its property columns; what it has no column for is in `props`. */
  readonly columns: ReadonlySet<string>;
}

/**
 * The one table that holds all entities of the types, or undefined where only the view `entity` does. Rows that
 * no query may see are in it; they are never visible, neither now nor at any sequence.
 */
export function entityTable(types: readonly string[]): EntityTable | undefined {
  const families = new Set<Family>(types.map(familyOf));
  const [family] = families;
  return family === undefined || families.size > 1
    ? undefined
    : { name: family.table, columns: new Set(family.columns) };
}
