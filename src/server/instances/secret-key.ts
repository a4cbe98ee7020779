import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DataDir } from '../../app/data-dir.ts';
import type { Environment } from '../../app/environment.ts';
import { systemReason } from '../../app/errors.ts';
import { ServerError } from '../errors.ts';

/** A key that was read. */
export interface ReadKey {
  readonly bytes: Buffer;
  /** Where it came from, in words. */
  readonly source: string;
}

/** The key of the secrets. */
export interface SecretKey {
  /** @throws {ServerError} H_SECRET_KEY_MISSING, H_SECRET_KEY_INVALID */
  read(): ReadKey;
  /** The same; where there is none yet, one is made. */
  readOrMake(): ReadKey;
}

/** Environment variable that holds the key; it comes before the file. */
export const SECRET_KEY_VARIABLE = 'GRAPH_QUALYS_SECRET_KEY';

/** Name of the key's file in the data folder. */
export const SECRET_KEY_FILE = 'console.key';

const KEY_BYTES = 32;

/** The key that an environment gives, else the one in a file of the data folder, which is made when it is needed first. */
export function secretKey(dir: DataDir, environment: Environment): SecretKey {
  const given = environment[SECRET_KEY_VARIABLE];
  if (given !== undefined && given.trim() !== '') {
    const key = () => parsed(given, SECRET_KEY_VARIABLE);
    return { read: key, readOrMake: key };
  }
  const path = join(dir.path, SECRET_KEY_FILE);
  const read = () => {
    const found = readKeyFile(path);
    if (found === undefined) throw new ServerError('H_SECRET_KEY_MISSING', { path });
    return found;
  };
  return { read, readOrMake: () => readKeyFile(path) ?? makeKeyFile(path) };
}

function readKeyFile(path: string): ReadKey | undefined {
  try {
    return parsed(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof ServerError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unusable(path, systemReason(error), error);
  }
}

/** Only whole keys ever have the name, and one that is there is never replaced: another process may be as far. */
function makeKeyFile(path: string): ReadKey {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      linkSync(temporary, path);
    } catch (error) {
      const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isThere) throw error;
    } finally {
      unlinkSync(temporary);
    }
  } catch (error) {
    throw unusable(path, systemReason(error), error);
  }
  const made = readKeyFile(path);
  if (made === undefined) throw new ServerError('H_SECRET_KEY_MISSING', { path });
  return made;
}

function parsed(text: string, source: string): ReadKey {
  const given = text.trim();
  const bytes = Buffer.from(given, 'base64');
  // What is no base64 is skipped without a word when it is decoded.
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(given);
  if (!isBase64) throw unusable(source, 'it is not base64');
  if (bytes.length !== KEY_BYTES) throw unusable(source, `it has ${bytes.length} bytes`);
  return { bytes, source };
}

function unusable(source: string, reason: string, cause?: unknown): ServerError {
  return new ServerError('H_SECRET_KEY_INVALID', { source, reason }, { cause });
}
