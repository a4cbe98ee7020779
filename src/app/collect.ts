import { hash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { type ApplyReport, GraphError } from '../graph/index.ts';
import {
  type CollectProgress,
  type CollectReport,
  type Config,
  OPTION_NAMES,
  optionFacts,
  type RunWarning,
  readConfig,
  unknownOptionWarnings,
} from '../integration/index.ts';
import { pagesFolder, removeAbandonedPages } from './abandoned-pages.ts';
import { collectInThread } from './collector/collect-in-thread.ts';
import { type DataDir, prepareCaptureDir, prepareDataDir } from './data-dir.ts';
import type { Environment } from './environment.ts';
import { withRunLease } from './run-lease.ts';
import { type RunRecord, writeRunRecord } from './run-record.ts';
import { subscriptionOf } from './subscription.ts';
import { runFolder, withGraph } from './with-graph.ts';

/** What a run tells while it works: the collection, then the apply. */
export type RunProgress =
  | CollectProgress
  | { readonly kind: 'applying' }
  | { readonly kind: 'applied'; readonly tookMs: number };

/** What one run needs to know. */
export interface CollectInput {
  readonly env: Environment;
  readonly dataDir: DataDir;
  /** Name of the instance; its findings and services belong to it. */
  readonly instance: string;
  /** Folder that keeps redacted raw pages for support; none when absent. */
  readonly captureDir?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/**
 * One run: Qualys to the local graph. Configuration, data folder and store are checked before Qualys
 * is asked for anything; the graph changes in one transaction at the end, or not at all.
 *
 * @returns the run record, whatever became of the run once it had started; it is also in the run's folder
 * @throws errors of configuration, data folder, lease and store from before the start
 */
export async function collectRun(input: CollectInput): Promise<RunRecord> {
  const config = readConfig(input.env);
  const notes: RunWarning[] = unknownOptionWarnings(input.env).map((message) => ({
    kind: 'unknown-option',
    message,
  }));
  await prepareDataDir(input.dataDir);
  if (input.captureDir !== undefined) await prepareCaptureDir(input.captureDir);
  return withRunLease(input.dataDir, input.instance, () => leasedRun(input, config, notes));
}

async function leasedRun(
  input: CollectInput,
  config: Config,
  notes: RunWarning[],
): Promise<RunRecord> {
  const { clock = Date.now, signal } = input;
  await removeAbandonedPages(input.dataDir, input.instance);
  await withGraph(input.dataDir, async () => {}, { signal });

  const startedAt = clock();
  const runId = newRunId(startedAt);
  const runDir = runFolder(input.dataDir, runId);
  const pagesDir = pagesFolder(input.dataDir, runId);
  try {
    const report = await collectInThread(
      {
        config,
        instance: { id: input.instance, name: input.instance },
        pagesDir,
        header: {
          runId,
          instance: { name: input.instance, integrationType: 'qualys' },
          configFingerprint: configFingerprint(config),
          startedAt,
        },
        captureDir: input.captureDir,
      },
      {
        signal,
        onProgress: input.onProgress,
        onNote: (message) => notes.push({ kind: 'old-version', message }),
      },
    );
    const outcome = isApplied(report) ? await tryApply(input, report, runId, pagesDir) : report;
    const record = runRecord(runId, input.instance, report, notes, outcome, clock());
    await writeRunRecord(runDir, record);
    return record;
  } finally {
    await rm(pagesDir, { recursive: true, force: true });
  }
}

/** How a run ended, its apply included. */
type Outcome = Pick<RunRecord, 'status' | 'failure'> & { readonly applied?: ApplyReport };

/** An apply that fails leaves the graph as it was: the run has failed then, whatever it collected. */
async function tryApply(
  input: CollectInput,
  report: CollectReport,
  runId: string,
  spoolDir: string,
): Promise<Outcome> {
  try {
    return { status: report.status, applied: await apply(input, report, runId, spoolDir) };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const { code, message, whatToDo, exitCode } = error;
    const status = code === 'G_CANCELLED' ? 'cancelled' : 'failed';
    return { status, failure: { code, message, whatToDo, exitCode } };
  }
}

/** What was read in hours is not thrown away because somebody asks the graph just now; milliseconds. */
const APPLY_PATIENCE_MS = 3_600_000;

async function apply(
  { dataDir, instance, signal, onProgress, clock = Date.now }: CollectInput,
  report: CollectReport,
  runId: string,
  spoolDir: string,
): Promise<ApplyReport> {
  onProgress({ kind: 'applying' });
  const startedAt = clock();
  const applied = await withGraph(
    dataDir,
    async (store) =>
      store.apply({
        runId,
        at: clock(),
        instance: {
          name: instance,
          integrationType: 'qualys',
          subscription: await subscriptionOf(store, instance, report.subscription),
        },
        spoolDir,
        completeTypes: report.completeTypes,
        signal,
      }),
    {
      patienceMs: APPLY_PATIENCE_MS,
      signal,
      onWait: (holder) =>
        onProgress({
          kind: 'waiting',
          endpoint: 'the graph',
          until: clock() + APPLY_PATIENCE_MS,
          reason: `at most; ${holder} has it open`,
        }),
    },
  );
  onProgress({ kind: 'applied', tookMs: clock() - startedAt });
  return applied;
}

/** A run that failed or was cancelled leaves the graph as it was. */
function isApplied(report: CollectReport): boolean {
  return report.status === 'complete' || report.status === 'partial';
}

/** Equal for runs with the same settings; secrets are not in it. */
function configFingerprint(config: Config): string {
  const settings = OPTION_NAMES.filter((name) => !optionFacts(name).isSecret).map((name) => [
    name,
    config[name],
  ]);
  return hash('sha256', JSON.stringify(settings));
}

/** Sorts by time and is unique: `20261124T091400Z-3f9a1c`. */
function newRunId(startedAt: number): string {
  const time = new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(3).toString('hex')}`;
}

function runRecord(
  runId: string,
  instance: string,
  report: CollectReport,
  notes: readonly RunWarning[],
  { status, failure, applied }: Outcome,
  endedAt: number,
): RunRecord {
  return {
    runId,
    instance,
    mode: 'full',
    status,
    startedAt: new Date(report.startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    serverTime: new Date(report.serverTime).toISOString(),
    subscription: report.subscription,
    endpoints: report.endpoints,
    entities: applied?.entities ?? {},
    relationships: applied?.relationships ?? {},
    completeTypes: report.completeTypes,
    warnings: [...notes, ...report.warnings],
    ...(failure && { failure }),
  };
}
