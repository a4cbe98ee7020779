import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDir } from '../data-dir.ts';
import { OWN_QUESTIONS } from '../own-questions.ts';
import { RETENTION_FILE } from '../retention.ts';
import { SMART_CLASSES_FILE } from '../smart-classes.ts';
import { CONSOLE_DATABASE, GRAPH_FILE, KEY_FILE, ourNames } from './our-files.ts';

/** Something in a data folder that an uninstallation removes. */
export interface Going {
  readonly name: string;
  /** Of all its files. */
  readonly bytes: number;
  /** What it is to people. */
  readonly what: string;
}

const WORDS: Readonly<Record<string, string>> = {
  [GRAPH_FILE]: 'the graph, with its history',
  [CONSOLE_DATABASE]: 'users, API tokens, integrations and audit log of the console',
  [KEY_FILE]: 'the key of the integrations’ secrets',
  runs: 'run records, and pages of runs that were not applied',
  syncs: 'records of uploads',
  [OWN_QUESTIONS]: 'own questions',
  [SMART_CLASSES_FILE]: 'definitions of smart classes',
  [RETENTION_FILE]: 'how long things are kept',
};

/** Everything that an uninstallation would remove now. */
export async function whatGoes(dir: DataDir): Promise<readonly Going[]> {
  const names = await ourNames(dir);
  return Promise.all(
    names.map(async (name) => ({
      name,
      bytes: await bytesOf(join(dir.path, name)),
      what: WORDS[name] ?? 'of work that has ended',
    })),
  );
}

async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const inside = await readdir(path, { recursive: true, withFileTypes: true });
  const sizes = inside
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
