import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import { SCHEMA_VERSION } from '../../graph/index.ts';
import { stillGraph } from '../console/index.ts';
import type { DataDir } from '../data-dir.ts';
import { isDiskFull } from '../disk-full.ts';
import { AppError, systemReason } from '../errors.ts';
import { packageFacts } from '../package-facts.ts';
import type { Patience } from '../with-graph.ts';
import { describeFile, MANIFEST_FILE, type Manifest } from './manifest.ts';
import { CONSOLE_DATABASE, GRAPH_FILE, KEY_FILE, ourNames, plainFiles } from './our-files.ts';

/** What a backup needs to know. */
export interface BackupInput extends Patience {
  readonly dataDir: DataDir;
  /** Folder that is made; it must not be there, or be empty. */
  readonly folder: string;
  /** Also the key of the integrations' secrets. */
  readonly includesKey: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Copies a data folder, whole or not at all, while the console goes on or without one. The graph is copied between two applies; queries
 * go on meanwhile.
 *
 * @throws {AppError} A_NO_DATA, A_BACKUP_NOT_WRITABLE, A_DISK_FULL, A_CONSOLE_GONE; {GraphError} G_LOCKED, G_CANCELLED
 */
export async function makeBackup(input: BackupInput): Promise<Manifest> {
  const { dataDir, includesKey, now } = input;
  const folder = resolve(input.folder);
  const present = new Set(await ourNames(dataDir));
  if (!present.has(GRAPH_FILE) && !present.has(CONSOLE_DATABASE)) {
    throw new AppError('A_NO_DATA', { path: dataDir.path });
  }
  const draft = `${folder}.draft`;
  try {
    await assertEmpty(folder);
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const copied: string[] = [];
    const copy = async (path: string) => {
      await mkdir(dirname(join(draft, path)), { recursive: true, mode: 0o700 });
      await copyFile(join(dataDir.path, path), join(draft, path));
      copied.push(path);
    };
    // The accounts and the records first: of a run that ends meanwhile the graph knows, and not the other way round.
    const layout = present.has(CONSOLE_DATABASE)
      ? await copyConsole(join(dataDir.path, CONSOLE_DATABASE), join(draft, CONSOLE_DATABASE))
      : 0;
    if (layout > 0) copied.push(CONSOLE_DATABASE);
    for (const path of await plainFiles(dataDir)) await copy(path);
    const hasKey = includesKey && present.has(KEY_FILE);
    if (hasKey) await copy(KEY_FILE);
    if (present.has(GRAPH_FILE)) {
      await stillGraph(
        dataDir,
        async () => {
          await copy(GRAPH_FILE);
          // What is not in the file yet is in its log.
          if ((await ourNames(dataDir)).includes(`${GRAPH_FILE}.wal`))
            await copy(`${GRAPH_FILE}.wal`);
        },
        input,
      );
    }
    const files = [];
    for (const path of copied) files.push(await describeFile(draft, path));
    const manifest: Manifest = {
      format: 1,
      version: packageFacts().version,
      madeAt: new Date(now).toISOString(),
      layouts: { graph: SCHEMA_VERSION, console: layout },
      hasKey,
      files,
    };
    await writeFile(join(draft, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (isDiskFull(error)) throw new AppError('A_DISK_FULL', { what: folder }, { cause: error });
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const context = { path: folder, reason: systemReason(error) };
    throw new AppError('A_BACKUP_NOT_WRITABLE', context, { cause: error });
  }
}

async function assertEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return;
  throw new AppError('A_BACKUP_NOT_WRITABLE', { path: folder, reason: 'it is not empty' });
}

/** A copy of one moment, whoever writes meanwhile. @returns the layout of its tables */
async function copyConsole(from: string, to: string): Promise<number> {
  const db = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  try {
    await copyDatabase(db, to);
    const row = db.prepare('PRAGMA user_version').get();
    return Number(row?.['user_version'] ?? 0);
  } finally {
    db.close();
  }
}
