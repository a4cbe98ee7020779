import type { QualysClient } from '../../qualys/index.ts';
import type { Config } from '../config/index.ts';
import type { ConverterContext } from '../steps/context.ts';
import type { KnownHost } from './known-instance.ts';
import type { OptionalParameters } from './optional-parameters.ts';
import type { PageSpool } from './page-spool.ts';
import type { ProgressListener } from './progress.ts';
import type { RunRecorder } from './recorder.ts';
import type { RunLedger } from './run-ledger.ts';
import type { Splitting } from './splitting.ts';

/** Sizes that decide how much is read at once. The defaults fit; tests and large hosts want others. */
export interface CollectSettings {
  /** Hosts of a chunk: its details and detections meet in memory. */
  readonly hostsPerChunk: number;
  /** Chunks in work at once; the client keeps the limits of Qualys whatever this says. */
  readonly chunksInParallel: number;
  /** Web applications per search for findings. */
  readonly webAppsPerCall: number;
  /** Findings per page of that search: with details they are large. */
  readonly webAppFindingsPerPage: number;
  /** Web applications per page. */
  readonly webAppsPerPage: number;
  /** QIDs per call of the knowledge base. */
  readonly qidsPerCall: number;
}

/** Sizes that fit. 250 hosts is what others found fastest for large hosts (reference 9.5). */
export const DEFAULT_SETTINGS: CollectSettings = {
  hostsPerChunk: 250,
  chunksInParallel: 4,
  webAppsPerCall: 10,
  webAppFindingsPerPage: 100,
  webAppsPerPage: 100,
  qidsPerCall: 250,
};

/** What all parts of a run share. */
export interface RunContext {
  readonly config: Config;
  readonly client: QualysClient;
  readonly spool: PageSpool;
  readonly converter: ConverterContext;
  readonly recorder: RunRecorder;
  readonly settings: CollectSettings;
  readonly optional: OptionalParameters;
  readonly signal: AbortSignal;
  /** Epoch milliseconds, by our clock: for durations only. */
  readonly clock: () => number;
  readonly onProgress: ProgressListener;
  /** QIDs of the findings that were written. Bounded by the knowledge base, not by the tenant. */
  readonly qids: Set<number>;
  /** What an earlier part of this run stored. */
  readonly ledger: RunLedger;
  /** What the graph knows of the hosts of the instance, by id. */
  readonly known: ReadonlyMap<number, KnownHost>;
  /** How much the graph has out of the modules that a subscription may lack. */
  readonly stored: Readonly<Record<'webApps' | 'webAppFindings' | 'vulnerabilities', number>>;
  /** Somebody looked at what seems to have gone, and accepts it. */
  readonly areRemovalsAccepted: boolean;
  readonly splitting: Splitting;
  /** When the run began, by our clock; equal for all parts of a resumed run. Epoch milliseconds. */
  readonly startedAt: number;
  /** Start of the window on hosts and their findings that comes on top of the configured ones. */
  readonly changedSince: number | undefined;
  /** Throws when no further page is to be begun: somebody asked the run to stop. */
  throwIfStopping(): void;
  /** Stops everything that runs, for a reason that concerns the whole run. */
  stop(reason: unknown): void;
}

/** Milliseconds of a day: windows are given in days. */
export const DAY_MS = 86_400_000;
