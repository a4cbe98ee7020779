import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { GraphError } from '../../errors.ts';
import { fileError } from '../../file-error.ts';

/** Who holds a store, as its lock file says. */
const HOLDER = z.looseObject({
  pid: z.number(),
  host: z.string(),
  /** When the process started, in the clock of the kernel; tells processes with one pid apart. */
  processStart: z.string().optional(),
  /** Epoch milliseconds. */
  since: z.number(),
  token: z.string(),
});

type Holder = z.infer<typeof HOLDER>;

/** Start time of a process out of /proc; undefined where there is none. */
async function processStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; field 22 of the line is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // No such process, or no /proc on this system: both mean "cannot tell".
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** True if the process that wrote the lock file still runs, or may. */
async function stillHolds(holder: Holder): Promise<boolean> {
  // Of another machine nothing can be told from here: the lock of the engine itself decides then.
  if (holder.host !== hostname() || !isAlive(holder.pid)) return false;
  const start = await processStart(holder.pid);
  return start === undefined || holder.processStart === undefined || start === holder.processStart;
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return HOLDER.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    // Gone, or cut off by a crash while it was written: nobody holds it.
    return undefined;
  }
}

/** Whether a process that still runs, or may, has a lock file. */
export async function isLockHeld(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== undefined && stillHolds(holder);
}

/** A lock that is held. */
export interface LockFile {
  release(): Promise<void>;
}

/** Writes a file that is not there, or leaves none. Rejects with the error of the system. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Takes the lock file of a store. It says who has the store open, across processes and threads; a lock of
 * a process that has ended is taken over. That two processes cannot both get through a takeover is the
 * work of the engine's own lock on the store, which follows.
 *
 * @param details what else the file says; only the owner of the folder can read it
 * @throws {GraphError} G_LOCKED with the holder, G_DISK_FULL, G_NOT_WRITABLE
 */
export async function takeLockFile(
  path: string,
  store: string,
  details: Readonly<Record<string, unknown>> = {},
): Promise<LockFile> {
  const start = await processStart(process.pid);
  const own: Holder = {
    ...details,
    pid: process.pid,
    host: hostname(),
    ...(start === undefined ? {} : { processStart: start }),
    since: Date.now(),
    token: randomUUID(),
  };
  for (;;) {
    try {
      await writeNew(path, JSON.stringify(own));
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        throw fileError(store, 'open', error);
      }
    }
    const holder = await readHolder(path);
    if (holder !== undefined && (await stillHolds(holder))) {
      throw new GraphError('G_LOCKED', {
        path: store,
        holder: `process ${holder.pid} since ${new Date(holder.since).toISOString()}`,
      });
    }
    // Moved away under a name of its own, not deleted: of two that do this, one finds nothing to move.
    const aside = `${path}.${own.token}`;
    try {
      await rename(path, aside);
    } catch {
      continue;
    }
    await rm(aside, { force: true });
  }
  return {
    async release() {
      if ((await readHolder(path))?.token === own.token) await rm(path, { force: true });
    },
  };
}

/** What a lock file says, details included, if the process that wrote it still runs. */
export async function readLockFile(
  path: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const holder = await readHolder(path);
  return holder !== undefined && (await stillHolds(holder)) ? holder : undefined;
}
