import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunSpool, SpoolError } from '../spool/index.ts';
import type { DataDir } from './data-dir.ts';
import { runFolder } from './with-graph.ts';

/** Folder of a run's pages, inside the run's folder. */
export function pagesFolder(dir: DataDir, runId: string): string {
  return join(runFolder(dir, runId), 'pages');
}

/**
 * Removes the pages that killed runs of an instance left behind. Only for whoever holds the lease of
 * the instance: then no run of it can be at work on them.
 */
export async function removeAbandonedPages(dir: DataDir, instance: string): Promise<void> {
  const runs = await readdir(dir.runsDir, { withFileTypes: true });
  for (const { name } of runs.filter((entry) => entry.isDirectory())) {
    const pages = pagesFolder(dir, name);
    if ((await ownerOf(pages)) === instance) await rm(pages, { recursive: true, force: true });
  }
}

/** Instance whose run the pages are of; undefined where there are none, or none that can be told. */
async function ownerOf(pages: string): Promise<string | undefined> {
  try {
    return (await readRunSpool(pages)).header.instance.name;
  } catch (error) {
    if (error instanceof SpoolError) return undefined;
    throw error;
  }
}
