import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDir } from './data-dir.ts';

/** What the parts of a data folder take, bytes. */
export interface FolderSizes {
  readonly graph: number;
  readonly accounts: number;
  readonly runs: number;
  readonly other: number;
}

/** Measures a data folder. What comes and goes meanwhile counts or not. */
export async function folderSizes(dir: DataDir): Promise<FolderSizes> {
  const sizes = { graph: 0, accounts: 0, runs: 0, other: 0 };
  for (const file of await filesBelow(dir.path)) {
    const size = await stat(join(dir.path, file)).then(
      (found) => (found.isFile() ? found.size : 0),
      // It was removed since the folder was listed.
      () => 0,
    );
    sizes[partOf(file)] += size;
  }
  return sizes;
}

function partOf(file: string): keyof FolderSizes {
  if (file.startsWith('runs/')) return 'runs';
  if (file.startsWith('graph.duckdb')) return 'graph';
  return file.startsWith('console.sqlite') ? 'accounts' : 'other';
}

async function filesBelow(path: string): Promise<readonly string[]> {
  return readdir(path, { recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
}
