/** What the graph knows of a host of the instance. Times are epoch milliseconds. */
export interface KnownHost {
  readonly id: string;
  /** Server time of its last complete read; absent when it never was. */
  readonly lastReadOn?: number;
  readonly lastScannedOn?: number;
  /** Findings that a complete read has to give: all of them but those that were fixed before its window. */
  readonly findings: number;
}

/** What the graph knows of an instance when a run of it starts. */
export interface KnownInstance {
  /** What the run before left for this one (see CollectReport.state). */
  readonly state?: string | undefined;
  /** Of the run that was applied last; see scopeFingerprint. */
  readonly scopeFingerprint?: string | undefined;
  /** Whether the run that was applied last held removals back. */
  readonly isHeld: boolean;
  /** Somebody looked at what seems to have gone, and accepts it. */
  readonly areRemovalsAccepted?: boolean;
  readonly hosts: readonly KnownHost[];
  /** QIDs of the stored vulnerabilities. */
  readonly qids: readonly number[];
  /** How many web applications the graph has of the instance. */
  readonly webApps: number;
  /** How many findings on web applications it has of it. */
  readonly webAppFindings: number;
}

/** Of an instance that was never collected. */
export const NOTHING_KNOWN: KnownInstance = {
  isHeld: false,
  hosts: [],
  qids: [],
  webApps: 0,
  webAppFindings: 0,
};
