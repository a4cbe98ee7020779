import { appendFile, mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const LINE = z.object({
  /** Epoch milliseconds. */
  at: z.int(),
  level: z.enum(['info', 'warning', 'error']),
  text: z.string(),
});

/** A line of a run's log. */
export type RunLogLine = Readonly<z.infer<typeof LINE>>;

/** Bytes of a log. A run that waits for days does not fill the disk with that. */
const MOST_BYTES = 256 * 1024;

/** Bytes that stay free for how the run ended. */
const END_BYTES = 32 * 1024;

/** The log of a run, in the run's folder. It is for people: a log that cannot be written is told, and keeps no run from its work. */
export class RunLog {
  readonly #folder: string;
  readonly #onFailure: (error: unknown) => void;
  #bytes: number | undefined;
  #hasFailed = false;
  #isFull = false;
  #written: Promise<void> = Promise.resolve();

  /** @param onFailure told once, when the log cannot be written */
  constructor(folder: string, onFailure: (error: unknown) => void) {
    this.#folder = folder;
    this.#onFailure = onFailure;
  }

  /** Adds a line. Those of the end of a run find room when the others do not any more. */
  add(line: RunLogLine, isOfEnd = false): void {
    this.#written = this.#written
      .then(() => this.#write(line, isOfEnd))
      .catch((error: unknown) => {
        if (!this.#hasFailed) this.#onFailure(error);
        this.#hasFailed = true;
      });
  }

  /** Settles when everything that was added so far is written. */
  settled(): Promise<void> {
    return this.#written;
  }

  async #write(line: RunLogLine, isOfEnd: boolean): Promise<void> {
    if (this.#bytes === undefined) {
      await mkdir(this.#folder, { recursive: true });
      this.#bytes = await sizeOf(logFile(this.#folder));
    }
    const room = MOST_BYTES - this.#bytes - (isOfEnd ? 0 : END_BYTES);
    const text = `${JSON.stringify(line)}\n`;
    if (Buffer.byteLength(text) <= room) return this.#append(text);
    if (this.#isFull) return;
    this.#isFull = true;
    const more = { ...line, level: 'info', text: 'The log is full: the rest is left out …' };
    await this.#append(`${JSON.stringify(more)}\n`);
  }

  async #append(text: string): Promise<void> {
    await appendFile(logFile(this.#folder), text);
    this.#bytes = (this.#bytes ?? 0) + Buffer.byteLength(text);
  }
}

/** Reads the log of a run, oldest line first; none where there is no log. A line that a crash cut off is left out. */
export async function readRunLog(folder: string): Promise<readonly RunLogLine[]> {
  const file = await open(logFile(folder)).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (file === undefined) return [];
  try {
    const lines: RunLogLine[] = [];
    for await (const text of file.readLines()) {
      const line = parsed(text);
      if (line !== undefined) lines.push(line);
    }
    return lines;
  } finally {
    await file.close();
  }
}

function parsed(text: string): RunLogLine | undefined {
  try {
    return LINE.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function logFile(folder: string): string {
  return join(folder, 'log.ndjson');
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isMissing(error)) return 0;
      throw error;
    },
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
