import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceData } from '../graph/index.ts';
import { clearRefused } from './credentials-state.ts';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';
import type { GraphAccess } from './graph-access.ts';
import { makeFolder } from './make-folder.ts';
import { withLease, withRunLease } from './run-lease.ts';
import { storedRuns } from './run-records.ts';
import { SYNC_FOLDER, syncFiles } from './sync/sync-files.ts';
import { runFolder } from './with-graph.ts';

/** The integration that instances of the console belong to. */
const QUALYS = 'qualys';

/** What removing an instance needs to know. */
export interface RemovalInput {
  readonly dataDir: DataDir;
  /** Name of the instance. */
  readonly instance: string;
  readonly graph: GraphAccess;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/** What of the graph is an instance's: nothing where there is no graph, or none of it. */
const NOTHING: InstanceData = { entities: {}, relationships: {} };

/** What went. */
export interface RemovedData extends InstanceData {
  /** Sequence of the graph without it; absent where the graph had nothing of it. */
  readonly seq?: number;
}

/** How much of the current graph would go with an instance. */
export async function instanceData({
  instance,
  graph,
  signal,
}: Pick<RemovalInput, 'instance' | 'graph' | 'signal'>): Promise<InstanceData> {
  return orNothing(() =>
    graph.existing((store) => store.instanceData(instance, QUALYS, { signal }), { signal }),
  );
}

/**
 * Does something to an instance while nothing else is at work on it: neither a run nor an upload.
 *
 * @throws {AppError} A_RUN_IN_PROGRESS, A_SYNC_IN_PROGRESS
 */
export async function whileIdle<Result>(
  dataDir: DataDir,
  instance: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const folder = join(dataDir.path, SYNC_FOLDER);
  await makeFolder(folder);
  return withRunLease(dataDir, instance, () =>
    withLease(dataDir, { instance, folder, taken: 'A_SYNC_IN_PROGRESS' }, work),
  );
}

/**
 * Removes everything that a data folder has of an instance: from the graph, with its history; its runs; what is
 * remembered of its login and of uploads. The graph goes first and in one piece; whoever is cut off after that
 * does it again and removes the rest. Only for whoever is alone with it, see {@link whileIdle}.
 *
 * @returns what went from the current graph
 */
export async function removeInstanceData(input: RemovalInput): Promise<RemovedData> {
  const { dataDir, instance, graph, signal, clock = Date.now } = input;
  const request = {
    instance,
    integrationType: QUALYS,
    removalId: `removal-${randomUUID()}`,
    at: clock(),
    signal,
  };
  const removed = await orNothing(() =>
    graph.existing((store) => store.removeInstance(request), { signal }),
  );
  await removeRuns(dataDir, instance);
  await clearRefused(dataDir, instance);
  for (const file of syncFiles(dataDir, instance)) await rm(file, { force: true });
  return removed;
}

/** Folders of runs that have ended, and of those that were cut off. */
async function removeRuns(dataDir: DataDir, instance: string): Promise<void> {
  for await (const run of storedRuns(dataDir)) {
    const isOurs =
      (run.kind === 'ended' && run.record.instance === instance) ||
      (run.kind === 'open' && run.header.instance.name === instance);
    if (isOurs) await rm(runFolder(dataDir, run.runId), { recursive: true, force: true });
  }
}

async function orNothing(work: () => Promise<InstanceData | undefined>): Promise<InstanceData> {
  try {
    return (await work()) ?? NOTHING;
  } catch (error) {
    if (error instanceof AppError && error.code === 'A_NO_DATA') return NOTHING;
    throw error;
  }
}
