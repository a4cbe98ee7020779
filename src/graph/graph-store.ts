import type { GraphCatalog } from './graph-catalog.ts';
import type { HeldRemovals } from './held-removals.ts';
import type { InstanceData, RemovalReport, RemovalRequest } from './instance-removal.ts';
import type { InstanceState } from './known-instance.ts';
import type { PruneReport } from './prune.ts';

/** A value that a query can be given. */
export type Parameter = string | number | boolean | null | readonly string[] | readonly number[];

/** A value as a query gives it back: integers of every width are numbers, lists are arrays, JSON is text. */
export type Value = string | number | boolean | null | readonly Value[];

/** One row of an answer, by column name. */
export type Row = Readonly<Record<string, Value>>;

/** Limits of one query. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Time for waiting and running together, milliseconds; 60,000 when not given. */
  readonly timeoutMs?: number | undefined;
}

/** Reading side of a store. */
export interface GraphReader {
  /**
   * Runs one statement and gives its rows in batches of at most some thousands, as they come. Parameters
   * are bound by position: `$1`, `$2` … An interrupted, timed-out or failed query throws a `GraphError`.
   * Leaving the loop early cancels the query.
   */
  read(
    sql: string,
    params?: readonly Parameter[],
    options?: ReadOptions,
  ): AsyncIterable<readonly Row[]>;
  /** What the store holds now. */
  catalog(): Promise<GraphCatalog>;
}

/** Who writes: one configured integration. */
export interface ApplyInstance {
  /** Name the user gave it. */
  readonly name: string;
  /** `qualys`, `aws` … */
  readonly integrationType: string;
  /** The account at the source; instances with the same one share hosts, web apps and vulnerabilities. */
  readonly subscription: string;
}

/** What the configuration lets a run see. */
export interface ApplyScope {
  /** Equal for two runs exactly if filters, API user and versions of the endpoints are. */
  readonly fingerprint: string;
  /** Severity levels of the findings on hosts that are read. */
  readonly severities: readonly number[];
}

/** Removals that somebody looked at and accepted. */
export interface AcceptedRemovals {
  /** By entity type: how many were held ({@link HeldRemovals}). */
  readonly upTo: Readonly<Record<string, number>>;
}

/** One run to be merged into the graph. */
export interface ApplyRequest {
  readonly runId: string;
  /** Time of the run, epoch milliseconds: begin and end of the versions it makes. */
  readonly at: number;
  readonly instance: ApplyInstance;
  /** Folder of the run (see spool/). */
  readonly spoolDir: string;
  /**
   * Entity types (and stated relationship types) that this run read completely: what the instance has
   * of them and the run does not bring, ends.
   */
  readonly completeTypes: readonly string[];
  /**
   * What the run could see. Where it differs from that of the run before, what is missing is out of scope
   * and has not gone. Without it the scope counts as unchanged.
   */
  readonly scope?: ApplyScope | undefined;
  /** What the collection wants to remember: opaque text, given back by `instanceState`. Without it the last one stays. */
  readonly state?: string | undefined;
  /** Lets as many removals pass as were held, and a few more: some time has gone by since. */
  readonly acceptRemovals?: AcceptedRemovals | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What an apply did to one type. */
export interface ApplyCounts {
  /** Distinct ones that the run brought. */
  readonly seen: number;
  readonly created: number;
  /** New versions. */
  readonly updated: number;
  readonly deleted: number;
  /** Only volatile properties changed: updated in place, no new version. */
  readonly refreshed: number;
}

/** What an apply did. */
export interface ApplyReport {
  readonly runId: string;
  readonly seq: number;
  /** By entity type. */
  readonly entities: Readonly<Record<string, ApplyCounts>>;
  /** By relationship type; stored relationships only. */
  readonly relationships: Readonly<Record<string, ApplyCounts>>;
  /** Mapped targets for which several entities of others matched, so that our own stands. */
  readonly ambiguousMappings: number;
  /** Mapped targets for which exactly one entity of another integration stands. */
  readonly matchedMappings: number;
  /** Stated relationships of which an end does not exist: left out. */
  readonly danglingRelationships: number;
  /** Findings on an asset that no run has brought: kept, without a relationship to a host. */
  readonly unplacedFindings: number;
  /** Present when removals were held: then none was done, and everything else was. */
  readonly held?: HeldRemovals;
  /** Findings that were closed or ended in this apply, by `closedReason`. */
  readonly closed: Readonly<Record<string, number>>;
  /** Findings that were closed, or had ended, and are open now. */
  readonly reopened: number;
  /** Hosts that took over the place of one that vanished. Neither counts as created or deleted. */
  readonly merged: number;
}

/** An opened graph. */
export interface GraphStore extends GraphReader {
  /**
   * Merges a run, in one transaction: afterwards it is wholly there or the graph is as it was. Applying a
   * `runId` that was applied before changes nothing and gives the stored report. One apply at a time:
   * a second one waits.
   */
  apply(request: ApplyRequest): Promise<ApplyReport>;
  /**
   * What the last apply of the instance (by name) left for its next run; undefined before the first.
   *
   * @param fixedSince findings of hosts that were fixed earlier do not count; epoch milliseconds, 0 when absent
   */
  instanceState(instance: string, fixedSince?: number): Promise<InstanceState | undefined>;
  /**
   * Removes the versions that had ended before a time (epoch milliseconds), in one transaction: the graph as it was at
   * any run from the last one before it on stays as it is. Waits for an apply, and an apply for it.
   */
  prune(before: number, signal?: AbortSignal): Promise<PruneReport>;
  /**
   * Removes everything that an instance owns, with its whole history, in one transaction. What its subscription shares
   * goes with the last instance that refers to it. The graph has a new sequence then.
   *
   * @returns undefined when the graph has nothing of the instance
   */
  removeInstance(request: RemovalRequest): Promise<RemovalReport | undefined>;
  /** Counts what {@link GraphStore.removeInstance} would remove of the current graph. */
  instanceData(
    instance: string,
    integrationType: string,
    options?: ReadOptions,
  ): Promise<InstanceData | undefined>;
  /** Waits for what is under way, writes everything to the file and lets go of it. */
  close(): Promise<void>;
}
