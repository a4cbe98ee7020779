/** What was removed of the history. */
export interface PruneReport {
  /** Versions of entities and relationships. */
  readonly versions: number;
  /** Times of runs that cannot be looked at any more. */
  readonly runs: number;
}
