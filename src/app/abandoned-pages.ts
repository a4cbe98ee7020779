import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunHeader, readRunSpool, SpoolError } from '../spool/index.ts';
import type { DataDir } from './data-dir.ts';
import { runFolder } from './with-graph.ts';

/** Folder of a run's pages, inside the run's folder. */
export function pagesFolder(dir: DataDir, runId: string): string {
  return join(runFolder(dir, runId), 'pages');
}

/**
 * The runs of an instance that left pages behind, the newest first: they were killed, cancelled or failed.
 * Only for whoever holds the lease of the instance: then no run of it can be at work on them.
 */
export async function abandonedRuns(dir: DataDir, instance: string): Promise<readonly RunHeader[]> {
  const entries = await readdir(dir.runsDir, { withFileTypes: true });
  const headers = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => headerOf(dir, name)),
  );
  return headers
    .filter((header) => header?.instance.name === instance)
    .filter((header) => header !== undefined)
    .sort((a, b) => b.startedAt - a.startedAt);
}

/** Removes the pages of a run. */
export async function removePages(dir: DataDir, runId: string): Promise<void> {
  await rm(pagesFolder(dir, runId), { recursive: true, force: true });
}

/** What the pages in a run's folder say of themselves; undefined where there are none that can be told. */
async function headerOf(dir: DataDir, runId: string): Promise<RunHeader | undefined> {
  try {
    const { header } = await readRunSpool(pagesFolder(dir, runId));
    return header.runId === runId ? header : undefined;
  } catch (error) {
    if (error instanceof SpoolError) return undefined;
    throw error;
  }
}
