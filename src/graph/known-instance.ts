import type { HeldRemovals } from './held-removals.ts';

/** A host that an instance scans. */
export interface KnownHost {
  /** Host id. */
  readonly id: string;
  /** When it was last read completely: time of the server, epoch milliseconds. */
  readonly lastReadOn?: number;
  readonly lastScannedOn?: number;
  /** Findings of the instance on it, but those that were fixed before the time that was asked for. */
  readonly findings: number;
}

/** What the last apply of an instance left for its next run. */
export interface InstanceState {
  /** The run that was applied last. */
  readonly runId: string;
  /** Time of that run, epoch milliseconds. */
  readonly at: number;
  /** What the collection wanted to remember. */
  readonly state?: string;
  /** Fingerprint of the scope that the graph is complete for. */
  readonly scopeFingerprint?: string;
  /** What that run held. */
  readonly held?: HeldRemovals;
  /** The hosts that the instance scans, in the order of their ids. */
  readonly hosts: readonly KnownHost[];
  /** QIDs of the subscription whose vulnerability the graph has out of the knowledge base, ascending. */
  readonly qids: readonly number[];
  /** How many web applications the instance scans. */
  readonly webApps: number;
  /** How many findings on web applications it has, closed ones included. */
  readonly webAppFindings: number;
}
