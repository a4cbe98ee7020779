import { join } from 'node:path';
import { z } from 'zod';
import { isLocked, type LockFile, readLockFile, takeLockFile } from '../../graph/index.ts';
import type { DataDir } from '../data-dir.ts';
import { AppError } from '../errors.ts';
import { packageFacts } from '../package-facts.ts';

/** Name of the file in the data folder that says where the running console can be asked. */
export const CONSOLE_FILE = 'console.json';

const CONSOLE = z.object({
  pid: z.int(),
  url: z.url(),
  secret: z.string().min(1),
  version: z.string(),
});

/** Where the console of a data folder can be asked by programs of its owner. */
export interface ConsoleAddress {
  /** On loopback, for these programs alone. */
  readonly url: string;
  /** Goes with every request, as bearer token. Whoever can read the data folder can read it. */
  readonly secret: string;
}

/** A console that runs. */
export type FoundConsole = z.infer<typeof CONSOLE>;

/**
 * Says in the data folder that a console runs, and where. The file is the lease as well: one console at a time.
 *
 * @throws {AppError} A_CONSOLE_RUNS
 */
export async function announceConsole(dir: DataDir, address: ConsoleAddress): Promise<LockFile> {
  const details = { ...address, version: packageFacts().version };
  return takeLockFile(join(dir.path, CONSOLE_FILE), dir.path, details).catch((error: unknown) => {
    if (!isLocked(error)) throw error;
    const holder = error.context.holder ?? 'another process';
    throw new AppError('A_CONSOLE_RUNS', { path: dir.path, holder }, { cause: error });
  });
}

/** The console that runs on a data folder; what one that was killed left behind counts for nothing. */
export async function findConsole(dir: DataDir): Promise<FoundConsole | undefined> {
  return CONSOLE.safeParse(await readLockFile(join(dir.path, CONSOLE_FILE))).data;
}
