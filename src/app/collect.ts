import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyReport } from '../graph/index.ts';
import {
  type CollectProgress,
  type CollectReport,
  collect,
  type RunWarning,
  readConfig,
  unknownOptionWarnings,
} from '../integration/index.ts';
import { createRunSpool } from '../spool/index.ts';
import { type DataDir, prepareCaptureDir, prepareDataDir } from './data-dir.ts';
import type { Environment } from './environment.ts';
import { qualysClient } from './qualys-client.ts';
import { type RunRecord, writeRunRecord } from './run-record.ts';
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
 * @throws configuration, data folder and store errors from before the start, and errors of the apply
 */
export async function collectRun(input: CollectInput): Promise<RunRecord> {
  const clock = input.clock ?? Date.now;
  const config = readConfig(input.env);
  const notes: RunWarning[] = unknownOptionWarnings(input.env).map((message) => ({
    kind: 'unknown-option',
    message,
  }));
  await prepareDataDir(input.dataDir);
  if (input.captureDir !== undefined) await prepareCaptureDir(input.captureDir);
  await withGraph(input.dataDir, async () => {});

  const startedAt = clock();
  const runId = newRunId(startedAt);
  const runDir = runFolder(input.dataDir, runId);
  const pagesDir = join(runDir, 'pages');
  const client = await qualysClient(config, {
    ...input,
    onNote: (message) => notes.push({ kind: 'old-version', message }),
  });
  try {
    const spool = await createRunSpool(pagesDir, {
      runId,
      instance: { name: input.instance, integrationType: 'qualys' },
      configFingerprint: '',
      startedAt,
    });
    const report = await collect({
      config,
      client,
      spool,
      instance: { id: input.instance, name: input.instance },
      clock,
      signal: input.signal,
      onProgress: input.onProgress,
    });
    const applied = isApplied(report) ? await apply(input, report, runId, pagesDir) : undefined;
    const record = runRecord(runId, input.instance, report, notes, applied, clock());
    await writeRunRecord(runDir, record);
    return record;
  } finally {
    await rm(pagesDir, { recursive: true, force: true });
    await client.close();
  }
}

async function apply(
  { dataDir, instance, signal, onProgress, clock = Date.now }: CollectInput,
  report: CollectReport,
  runId: string,
  spoolDir: string,
): Promise<ApplyReport> {
  onProgress({ kind: 'applying' });
  const startedAt = clock();
  const applied = await withGraph(dataDir, (store) =>
    store.apply({
      runId,
      at: startedAt,
      instance: { name: instance, integrationType: 'qualys', subscription: report.subscription },
      spoolDir,
      completeTypes: report.completeTypes,
      signal,
    }),
  );
  onProgress({ kind: 'applied', tookMs: clock() - startedAt });
  return applied;
}

/** A run that failed or was cancelled leaves the graph as it was. */
function isApplied(report: CollectReport): boolean {
  return report.status === 'complete' || report.status === 'partial';
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
  applied: ApplyReport | undefined,
  endedAt: number,
): RunRecord {
  return {
    runId,
    instance,
    mode: 'full',
    status: report.status,
    startedAt: new Date(report.startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    serverTime: new Date(report.serverTime).toISOString(),
    subscription: report.subscription,
    endpoints: report.endpoints,
    entities: applied?.entities ?? {},
    relationships: applied?.relationships ?? {},
    completeTypes: report.completeTypes,
    warnings: [...notes, ...report.warnings],
    ...(report.failure && { failure: report.failure }),
  };
}
