/** How many there are of each `_type`. */
export type DataCounts = Readonly<Record<string, number>>;

/** What of the current graph goes with an instance. */
export interface InstanceData {
  /** What it owns, and what of its subscription no other instance needs; by type. */
  readonly entities: DataCounts;
  /** Stored relationships, by type. Those that follow from properties go with their ends. */
  readonly relationships: DataCounts;
}

/** An instance that is to be removed from the graph. */
export interface RemovalRequest {
  /** Its name. */
  readonly instance: string;
  readonly integrationType: string;
  /** Names this removal; the row of the history has it. */
  readonly removalId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly signal?: AbortSignal | undefined;
}

/** What was removed of the current graph; what had ended before went with it. */
export interface RemovalReport extends InstanceData {
  /** Sequence of the graph without it. */
  readonly seq: number;
}
