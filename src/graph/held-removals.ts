/** Removals that an apply did not do, because they are suspiciously many. */
export interface HeldRemovals {
  /** One sentence. */
  readonly reason: string;
  /** By entity type: how many would have been removed, of how many that the instance has. */
  readonly removals: Readonly<Record<string, { readonly removals: number; readonly of: number }>>;
}
