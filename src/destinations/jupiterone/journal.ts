import { type FileHandle, open, readFile, rm, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../../spool/index.ts';
import type { Batch } from './batches.ts';
import { SyncError } from './errors.ts';

const HEADER = z.object({
  version: z.literal(1),
  job: z.string().min(1),
  /** Equal for uploads of the same graph to the same place in the same form. */
  fingerprint: z.string(),
  startedAt: z.number(),
});

const ACKNOWLEDGED = z.object({ n: z.number(), crc: z.number() });
const FINALIZED = z.object({ finalize: z.literal(true) });

/** Which job an upload belongs to. */
export type JournalHeader = Omit<z.infer<typeof HEADER>, 'version'>;

/** What a journal says of an upload. */
export interface JournalState {
  readonly header: JournalHeader;
  /** Checksums of the batches that JupiterOne acknowledged, by number. */
  readonly acknowledged: ReadonlyMap<number, number>;
  /** The job was asked, or was about to be asked, to finalize. */
  readonly isFinalizing: boolean;
}

/**
 * How far an upload is, in a file of one line per acknowledged batch. A line counts once it is whole and
 * on the disk; a process that was killed leaves the file behind for the next one.
 */
export class Journal {
  readonly #path: string;
  #file: FileHandle | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Begins a journal in the place of any other. */
  static async begin(path: string, header: JournalHeader): Promise<Journal> {
    const journal = await guarded(
      path,
      async () => new Journal(path, await open(path, 'w', 0o600)),
    );
    await journal.#append({ version: 1, ...header });
    await guarded(path, () => syncFolder(dirname(path)));
    return journal;
  }

  /** Goes on with the journal that is there. */
  static async resume(path: string): Promise<Journal> {
    return guarded(path, async () => {
      // A line that was cut off is dropped, so that the next one does not become part of it.
      const text = await readFile(path, 'utf8');
      await truncate(path, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
      return new Journal(path, await open(path, 'a', 0o600));
    });
  }

  /**
   * What the journal at a path says; undefined if there is none, or none that a job can be told from.
   *
   * @throws {SyncError} J1_STATE_FILE
   */
  static async read(path: string): Promise<JournalState | undefined> {
    const text = await guarded(path, () =>
      readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      }),
    );
    const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
    const [first, ...rest] = lines.filter((line) => line !== '').map(parsed);
    const header = HEADER.safeParse(first).data;
    if (header === undefined) return undefined;
    const acknowledged = rest.flatMap((line): [number, number][] => {
      const { data } = ACKNOWLEDGED.safeParse(line);
      return data === undefined ? [] : [[data.n, data.crc]];
    });
    return {
      header,
      acknowledged: new Map(acknowledged),
      isFinalizing: rest.some((line) => FINALIZED.safeParse(line).success),
    };
  }

  /** Removes the file: nothing is under way. */
  static async remove(path: string): Promise<void> {
    await guarded(path, () => rm(path, { force: true }));
  }

  /** Notes that a batch was acknowledged. */
  acknowledge({ number, checksum }: Batch): Promise<void> {
    return this.#append({ n: number, crc: checksum });
  }

  /** Notes that the job is about to be finalized. */
  finalizing(): Promise<void> {
    return this.#append({ finalize: true });
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#writing.catch(() => undefined); // whoever wrote was told
    await this.#file?.close();
    this.#file = undefined;
  }

  #append(line: object): Promise<void> {
    const before = this.#writing;
    this.#writing = guarded(this.#path, async () => {
      await before;
      await this.#file?.appendFile(`${JSON.stringify(line)}\n`);
      await this.#file?.sync();
    });
    return this.#writing;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // Damaged: it acknowledges nothing, and the batch is sent again.
    return undefined;
  }
}

async function guarded<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SyncError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new SyncError('J1_STATE_FILE', { values: { path, reason }, cause: error });
  }
}
