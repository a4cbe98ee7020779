import { access, constants, mkdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { GraphError } from '../../errors.ts';
import { fileError } from '../../file-error.ts';
import { openError } from './engine-error.ts';
import { type LockFile, takeLockFile } from './lock-file.ts';

/** Name under which the file is attached; every connection makes it its default. */
export const DATABASE = 'graph';

/**
 * Rows that are compressed together. Half of the engine's default: an insert keeps one such group per
 * thread in memory, uncompressed.
 */
const ROW_GROUP_ROWS = 30_720;

/** Version of the file format, so that a store can be read by every engine from this one on. */
const STORAGE_VERSION = 'v1.5.0';

/** Stores that this thread has open, by real path: the lock of the engine does not hold within a process. */
const OPEN = new Set<string>();

/** What a store may use. */
export interface EngineLimits {
  readonly memoryLimitMb: number;
  readonly threads: number;
}

/** An opened file. */
export interface OpenFile {
  readonly path: string;
  readonly instance: DuckDBInstance;
  /** Folder beside the file for what the engine and apply write for a while. */
  readonly scratchDir: string;
  close(): Promise<void>;
}

/** The folder of the file, made if need be, and the path with every link followed. */
async function resolvePath(path: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw fileError(path, 'open', error);
  }
  try {
    return await realpath(path);
  } catch {
    // Not there yet: its folder is.
    return join(await realpath(dirname(path)), basename(path));
  }
}

/** A file without a byte is what is left when the very first opening was cut off: it is no database yet. */
async function removeEmpty(path: string): Promise<void> {
  const size = await stat(path).then(
    (file) => (file.isFile() ? file.size : undefined),
    () => undefined,
  );
  if (size === 0) await rm(path);
}

async function attach(
  path: string,
  scratchDir: string,
  limits: EngineLimits,
): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${limits.memoryLimitMb}MB`,
    threads: String(limits.threads),
    temp_directory: scratchDir,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    await connection.run(
      `ATTACH '${path.replaceAll("'", "''")}' AS ${DATABASE} (ROW_GROUP_SIZE ${ROW_GROUP_ROWS}, STORAGE_VERSION '${STORAGE_VERSION}')`,
    );
    connection.disconnectSync();
    return instance;
  } catch (error) {
    instance.closeSync();
    throw openError(path, error);
  }
}

/**
 * Opens the file of a store, made if it is not there. This is the only place that does: two openings of one
 * file in one process lose data silently (design 8).
 *
 * @throws {GraphError} G_LOCKED, G_NOT_WRITABLE, G_DISK_FULL, G_CORRUPT, G_NEWER_ENGINE
 */
export async function openFile(path: string, limits: EngineLimits): Promise<OpenFile> {
  const real = await resolvePath(path);
  if (OPEN.has(real)) throw new GraphError('G_LOCKED', { path: real, holder: 'this process' });
  OPEN.add(real);
  let lock: LockFile | undefined;
  try {
    lock = await takeLockFile(`${real}.lock`, real);
    const scratchDir = `${real}.tmp`;
    // What is in there belonged to a process that was killed.
    await rm(scratchDir, { recursive: true, force: true });
    await mkdir(scratchDir, { recursive: true }).catch((error: unknown) => {
      throw fileError(real, 'open', error);
    });
    await removeEmpty(real);
    const instance = await attach(real, scratchDir, limits);
    const held = lock;
    return {
      path: real,
      instance,
      scratchDir,
      async close() {
        instance.closeSync();
        await rm(scratchDir, { recursive: true, force: true });
        await held.release();
        OPEN.delete(real);
      },
    };
  } catch (error) {
    await lock?.release();
    OPEN.delete(real);
    throw error;
  }
}
