import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { AppError, systemReason } from './errors.ts';

/** Settings by name, as the configuration reads them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings of this process: its environment variables, and below them those of the file `.env` in
 * the working folder, if there is one. A variable of the process wins over the file.
 *
 * @throws {AppError} A_ENV_FILE_UNREADABLE when `.env` is there but cannot be read
 */
export async function readEnvironment(
  processEnv: Environment,
  folder: string,
): Promise<Environment> {
  const path = resolve(folder, '.env');
  try {
    return { ...parseEnv((await readFile(path, 'utf8')).replace(/^\uFEFF/, '')), ...processEnv };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return processEnv;
    throw new AppError(
      'A_ENV_FILE_UNREADABLE',
      { path, reason: systemReason(error) },
      { cause: error },
    );
  }
}
