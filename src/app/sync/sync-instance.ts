import { join } from 'node:path';
import {
  planSync,
  SyncClient,
  type SyncMode,
  type SyncProgress,
  type SyncSettings,
  type SyncSource,
  sync,
} from '../../destinations/jupiterone/index.ts';
import { type InstanceGraph, instanceGraph } from '../../graph/index.ts';
import { type Clock, createDispatcher, SYSTEM_CLOCK } from '../../qualys/index.ts';
import { type DataDir, prepareDataDir } from '../data-dir.ts';
import type { Environment } from '../environment.ts';
import { AppError } from '../errors.ts';
import { type GraphAccess, type GraphWishes, ownGraph } from '../graph-access.ts';
import { makeFolder } from '../make-folder.ts';
import { withLease } from '../run-lease.ts';
import { assertGraphExists, type Patience } from '../with-graph.ts';
import { coverageOfRuns } from './coverage-of-runs.ts';
import { journalFile, SYNC_FOLDER, syncRecordFile } from './sync-files.ts';
import {
  networkOf,
  readSyncConfig,
  type SyncConfig,
  unknownSyncOptionWarnings,
  uploadChoices,
} from './sync-options.ts';
import { type SyncRecord, syncRecord, writeSyncRecord } from './sync-record.ts';

/** What one upload needs to know. */
export interface SyncInstanceInput {
  readonly env: Environment;
  readonly dataDir: DataDir;
  /** Name of the instance here. */
  readonly instance: string;
  readonly mode: SyncMode;
  /** Only count what there is. */
  readonly isDryRun?: boolean;
  /** Ends the upload: its job is aborted. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
  /** The way to the graph; this process opens it by default. */
  readonly graph?: GraphAccess;
  /** Told when another process has the graph open. */
  readonly onWait?: Patience['onWait'];
  readonly clock?: Clock;
  readonly settings?: Partial<SyncSettings>;
  /** Milliseconds until the head of an answer has to be there, and between parts of its body. */
  readonly timeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 90_000;

/**
 * Uploads the stored graph of an instance to JupiterOne. The graph is held while it is read, not while
 * JupiterOne works.
 *
 * @returns the record of the upload, whatever became of it once it had started
 * @throws errors of configuration, data folder, lease and store from before the start
 */
export async function syncInstance(input: SyncInstanceInput): Promise<SyncRecord> {
  const { env, dataDir, instance } = input;
  const config = readSyncConfig(env);
  const notes = unknownSyncOptionWarnings(env);
  const folder = join(dataDir.path, SYNC_FOLDER);
  const work = async () => {
    const record = await upload(input, config, notes);
    if (record.status !== 'planned') {
      await writeSyncRecord(syncRecordFile(dataDir, instance), record);
    }
    return record;
  };
  await assertGraphExists(dataDir);
  await prepareDataDir(dataDir);
  await makeFolder(folder);
  return withLease(dataDir, { instance, folder, taken: 'A_SYNC_IN_PROGRESS' }, work);
}

function wishesOf({ signal, onWait }: SyncInstanceInput): GraphWishes {
  return { signal, isSteady: true, ...(onWait && { onWait }) };
}

async function upload(
  input: SyncInstanceInput,
  config: SyncConfig,
  notes: readonly string[],
): Promise<SyncRecord> {
  const { env, dataDir, instance, mode, signal, clock = SYSTEM_CLOCK } = input;
  const target = targetOf(config);
  const choices = uploadChoices(config);
  const dispatcher = createDispatcher(networkOf(env), CONNECT_TIMEOUT_MS);
  const client = new SyncClient({
    dispatcher,
    origin: config.jupiteroneApiBaseUrl,
    account: config.jupiteroneAccount,
    apiKey: config.jupiteroneApiKey,
    timeoutMs: input.timeoutMs ?? ANSWER_TIMEOUT_MS,
    clock,
    onEvent: ({ kind: _, ...waiting }) => input.onProgress({ kind: 'sync-waiting', ...waiting }),
  });
  try {
    const { graph: access = ownGraph(dataDir) } = input;
    const finish = await access.existing(async (store) => {
      const graph = await instanceGraph(store, instance, { signal });
      if (graph === undefined) {
        throw new AppError('A_NO_INSTANCE', { path: dataDir.path, instance });
      }
      if (input.isDryRun === true) {
        const record = await planned(input, graph, target, choices, notes);
        return async () => record;
      }
      const end = await sync({
        graph,
        coverage: await coverageOfRuns(dataDir, graph.runIds),
        client,
        target,
        mode,
        choices,
        destination: `${config.jupiteroneApiBaseUrl} ${config.jupiteroneAccount}`,
        journalPath: journalFile(dataDir, instance),
        clock,
        signal,
        onProgress: input.onProgress,
        ...(input.settings && { settings: input.settings }),
      });
      return async () => syncRecord(instance, await end(), notes);
    }, wishesOf(input));
    return await finish();
  } finally {
    await dispatcher.destroy();
  }
}

function targetOf({ jupiteroneInstanceId, jupiteroneScope }: SyncConfig): SyncSource {
  return jupiteroneInstanceId === undefined
    ? { source: 'api', scope: jupiteroneScope ?? '' }
    : { source: 'integration-external', integrationInstanceId: jupiteroneInstanceId };
}

/** Only the numbers: nothing is sent. */
async function planned(
  { instance, mode, clock = SYSTEM_CLOCK }: SyncInstanceInput,
  graph: InstanceGraph,
  target: SyncSource,
  choices: Parameters<typeof planSync>[1]['choices'],
  notes: readonly string[],
): Promise<SyncRecord> {
  const startedAt = clock.now();
  const counts = await planSync(graph, { mode, choices });
  return syncRecord(
    instance,
    {
      status: 'planned',
      mode,
      target,
      startedAt,
      endedAt: clock.now(),
      isResumed: false,
      graph: { seq: graph.seq, at: graph.at, runId: graph.runId },
      planned: counts,
      uploaded: { entities: 0, relationships: 0, batches: 0, bytes: 0, resumed: 0 },
      effort: { requests: 0, retries: 0, waitedMs: 0 },
      partialTypes: [],
      counters: {},
      warnings: [],
    },
    notes,
  );
}
