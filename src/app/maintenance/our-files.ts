import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDir } from '../data-dir.ts';
import { OWN_QUESTIONS } from '../own-questions.ts';
import { RETENTION_FILE } from '../retention.ts';
import { SMART_CLASSES_FILE } from '../smart-classes.ts';

/** Name of the graph's file. */
export const GRAPH_FILE = 'graph.duckdb';
/** Name of the file of the console: users, tokens, integrations, audit log. */
export const CONSOLE_DATABASE = 'console.sqlite';
/** Name of the file with the key of the integrations' secrets. */
export const KEY_FILE = 'console.key';

/** What is of a moment: it says who works now, or belongs to work that was cut off. */
const OF_A_MOMENT = [
  `${GRAPH_FILE}.tmp`,
  `${GRAPH_FILE}.lock`,
  `${CONSOLE_DATABASE}-wal`,
  `${CONSOLE_DATABASE}-shm`,
  'console.json',
];

/** What a data folder keeps, by name. The log of the graph is part of it. */
const KEPT = [
  GRAPH_FILE,
  `${GRAPH_FILE}.wal`,
  CONSOLE_DATABASE,
  KEY_FILE,
  'runs',
  'syncs',
  OWN_QUESTIONS,
  SMART_CLASSES_FILE,
  RETENTION_FILE,
];

/** Names in a data folder that graph-qualys made; whatever else lies there is somebody else's. */
export async function ourNames(dir: DataDir): Promise<readonly string[]> {
  const names = await readdir(dir.path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const known = new Set([...KEPT, ...OF_A_MOMENT]);
  return names.filter((name) => known.has(name) || name.startsWith('answer-')).sort();
}

/** Files that are copied as they are, relative to the data folder: records, questions, smart classes; no pages, no leases. */
export async function plainFiles(dir: DataDir): Promise<readonly string[]> {
  const present = new Set(await ourNames(dir));
  const files = [SMART_CLASSES_FILE, RETENTION_FILE].filter((name) => present.has(name));
  for (const folder of ['runs', 'syncs', OWN_QUESTIONS]) {
    if (!present.has(folder)) continue;
    const entries = await readdir(join(dir.path, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name).slice(dir.path.length + 1);
      // Pages wait for a run that goes on here; journals and leases are of work under way here.
      const isOfHere = /\/pages(\.|\/)|\.(lease|journal)(\.|$)/.test(path);
      if (entry.isFile() && !isOfHere) files.push(path);
    }
  }
  return files.sort();
}
