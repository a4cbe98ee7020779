/** What is to be done with a staged row: `merge.action`. */
export const ACTION = {
  /** Its key is not current: a first version, or the next one of an entity that had ended. */
  create: 0,
  /** A stable property differs: a new version. */
  change: 1,
  /** Only volatile properties differ, some of which cannot be updated in place: the row is replaced. */
  replace: 2,
  /** Its place is taken by an entity of another integration: the parked row is replaced. */
  park: 4,
} as const;

/** Condition under which a stored row is the same entity as a staged one. */
export function sameEntity(stored: string, staged: string): string {
  return `${stored}.instance_id = ${staged}.owner AND ${stored}.kind_id = ${staged}.kind_id AND ${stored}.key_hash = ${staged}.key_hash`;
}
