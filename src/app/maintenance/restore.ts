import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SCHEMA_VERSION } from '../../graph/index.ts';
import { type DataDir, prepareDataDir } from '../data-dir.ts';
import { isDiskFull } from '../disk-full.ts';
import { AppError, systemReason } from '../errors.ts';
import { packageFacts } from '../package-facts.ts';
import { assertIdle } from './idle.ts';
import { checkedManifest, type Manifest } from './manifest.ts';
import { KEY_FILE, ourNames } from './our-files.ts';

/** What a restore needs to know. */
export interface RestoreInput {
  readonly dataDir: DataDir;
  /** Folder of the backup. */
  readonly folder: string;
  /** Whether what is there is replaced. */
  readonly isForced: boolean;
  /** Layout of the console's file that this program knows. */
  readonly consoleLayout: number;
}

/**
 * Puts a backup into a data folder. The backup is looked at as a whole, and copied, before anything of the folder is touched. A key that the
 * folder has stays unless the backup brings one.
 *
 * @throws {AppError} A_BACKUP_UNREADABLE, A_BACKUP_DAMAGED, A_BACKUP_NEWER, A_DATA_DIR_IN_USE, A_DATA_DIR_NOT_EMPTY,
 *   A_DATA_DIR_NOT_WRITABLE
 */
export async function restoreBackup(input: RestoreInput): Promise<Manifest> {
  const { dataDir, isForced, consoleLayout } = input;
  const folder = resolve(input.folder);
  const manifest = await checkedManifest(folder);
  const { layouts, version } = manifest;
  if (layouts.graph > SCHEMA_VERSION || layouts.console > consoleLayout) {
    const context = { path: folder, found: version, known: packageFacts().version };
    throw new AppError('A_BACKUP_NEWER', context);
  }
  await assertIdle(dataDir);
  await prepareDataDir(dataDir);
  const before = (await ourNames(dataDir)).filter((name) => name !== KEY_FILE || manifest.hasKey);
  // An empty folder for runs is there as soon as anybody looked.
  const inTheWay = before.filter((name) => name !== 'runs');
  if (inTheWay.length > 0 && !isForced) {
    throw new AppError('A_DATA_DIR_NOT_EMPTY', { path: dataDir.path, what: inTheWay.join(', ') });
  }
  const draft = join(dataDir.path, `.restore-${randomUUID()}`);
  try {
    for (const { path } of manifest.files) {
      await mkdir(dirname(join(draft, path)), { recursive: true, mode: 0o700 });
      await copyFile(join(folder, path), join(draft, path));
    }
    for (const name of before) {
      await rm(join(dataDir.path, name), { recursive: true, force: true });
    }
    const names = new Set(manifest.files.map(({ path }) => path.split('/')[0] ?? path));
    for (const name of names) await rename(join(draft, name), join(dataDir.path, name));
    await prepareDataDir(dataDir);
  } catch (error) {
    if (isDiskFull(error)) {
      throw new AppError('A_DISK_FULL', { what: dataDir.path }, { cause: error });
    }
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const context = { path: dataDir.path, reason: systemReason(error) };
    throw new AppError('A_DATA_DIR_NOT_WRITABLE', context, { cause: error });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return manifest;
}
