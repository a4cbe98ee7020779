import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphStore } from '../graph/index.ts';
import { FILE_FORMATS, type FileFormat } from './answer-formats/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError, systemReason } from './errors.ts';
import { answerQuery, type QueryOptions, type QueryTime } from './query.ts';

/** A whole answer in a file that has no name any more: it is gone when it is closed. */
export interface AnswerFile {
  readonly file: FileHandle;
  readonly bytes: number;
  readonly rows: number;
}

/** Characters that are written at once. */
const CHUNK = 1 << 18;

/**
 * Writes every row of an answer into a file in the data folder. Whoever reads it from there may be slow: the graph is
 * done with by then, and a failure was told before the first byte went out.
 *
 * @throws {J1qlError} as `answerQuery`; {AppError} A_NOTHING_YET, A_ANSWER_NOT_WRITABLE
 */
export async function answerFile(
  store: GraphStore,
  dir: DataDir,
  text: string,
  time: QueryTime,
  { format, ...options }: QueryOptions & { readonly format: FileFormat },
): Promise<AnswerFile> {
  const answer = await answerQuery(store, text, time, options);
  const file = await namelessFile(dir);
  try {
    let pending = '';
    let bytes = 0;
    const flush = async () => {
      bytes += await written(dir, file, pending);
      pending = '';
    };
    const rows = await FILE_FORMATS[format](answer, async (piece) => {
      pending += piece;
      if (pending.length >= CHUNK) await flush();
    });
    await flush();
    return { file, bytes, rows };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function notWritable(dir: DataDir, cause: unknown): AppError {
  const reason = systemReason(cause);
  return new AppError('A_ANSWER_NOT_WRITABLE', { path: dir.path, reason }, { cause });
}

/** A file that is gone when it is closed, however the process ends. */
async function namelessFile(dir: DataDir): Promise<FileHandle> {
  try {
    const folder = await mkdtemp(join(dir.path, 'answer-'));
    try {
      return await open(join(folder, 'rows'), 'wx+', 0o600);
    } finally {
      await rm(folder, { recursive: true });
    }
  } catch (error) {
    throw notWritable(dir, error);
  }
}

async function written(dir: DataDir, file: FileHandle, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  try {
    await file.writeFile(bytes);
  } catch (error) {
    throw notWritable(dir, error);
  }
  return bytes.length;
}
