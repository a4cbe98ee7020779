import { access, constants } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { isDiskFull } from './disk-full.ts';
import { AppError, systemReason } from './errors.ts';
import { makeFolder } from './make-folder.ts';

/** Where everything of one installation lies. */
export interface DataDir {
  /** Absolute path of the folder. */
  readonly path: string;
  /** The graph. */
  readonly storeFile: string;
  /** One folder per run: run record, and the segments until they are applied. */
  readonly runsDir: string;
}

/**
 * The data folder to use: the option, else `GRAPH_QUALYS_DATA_DIR`, else the user data folder of the
 * platform (`~/.local/share/graph-qualys` on Linux). `variant` makes a sibling of the default one,
 * for instance for the demo. Nothing is created.
 */
export function dataDir(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  variant = '',
): DataDir {
  const fallback = envPaths(`graph-qualys${variant}`, { suffix: '' }).data;
  const path = resolve(option ?? (env['GRAPH_QUALYS_DATA_DIR'] || fallback));
  return { path, storeFile: join(path, 'graph.duckdb'), runsDir: join(path, 'runs') };
}

/**
 * Creates the folder (only its owner may enter) and makes sure that it can be written to.
 *
 * @throws {AppError} A_DATA_DIR_NOT_WRITABLE, A_DISK_FULL
 */
export async function prepareDataDir(dir: DataDir): Promise<void> {
  try {
    for (const folder of [dir.path, dir.runsDir]) {
      await makeFolder(folder);
      await access(folder, constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    if (isDiskFull(error)) {
      throw new AppError('A_DISK_FULL', { what: dir.path }, { cause: error });
    }
    throw new AppError(
      'A_DATA_DIR_NOT_WRITABLE',
      { path: dir.path, reason: systemReason(error) },
      { cause: error },
    );
  }
}

/**
 * Makes sure, before Qualys is asked for anything, that raw pages can be kept in a folder.
 *
 * @throws {AppError} A_CAPTURE_NOT_WRITABLE
 */
export async function prepareCaptureDir(path: string): Promise<void> {
  try {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = systemReason(error);
    throw new AppError('A_CAPTURE_NOT_WRITABLE', { path, reason }, { cause: error });
  }
}
