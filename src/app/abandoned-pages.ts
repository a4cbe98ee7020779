import { readdir, rename, rm } from 'node:fs/promises';
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
    entries.filter((entry) => entry.isDirectory()).map(({ name }) => runHeader(dir, name)),
  );
  return headers
    .filter((header) => header?.instance.name === instance)
    .filter((header) => header !== undefined)
    .sort((a, b) => b.startedAt - a.startedAt);
}

/** Removes the pages of a run: out of sight first, so that a removal that is cut off leaves no half of them. */
export async function removePages(dir: DataDir, runId: string): Promise<void> {
  const removed = removedFolder(dir, runId);
  await rm(removed, { recursive: true, force: true });
  try {
    await rename(pagesFolder(dir, runId), removed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rm(removed, { recursive: true, force: true });
}

/** Ends the removals that were cut off, of whatever instance: nobody reads those pages again. */
export async function finishRemovals(dir: DataDir): Promise<void> {
  for (const entry of await readdir(dir.runsDir, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    await rm(removedFolder(dir, entry.name), { recursive: true, force: true });
  }
}

function removedFolder(dir: DataDir, runId: string): string {
  return join(runFolder(dir, runId), 'pages.removed');
}

/** What the pages in a run's folder say of themselves; undefined where there are none that can be told. */
export async function runHeader(dir: DataDir, runId: string): Promise<RunHeader | undefined> {
  try {
    const { header } = await readRunSpool(pagesFolder(dir, runId));
    return header.runId === runId ? header : undefined;
  } catch (error) {
    if (error instanceof SpoolError) return undefined;
    throw error;
  }
}
