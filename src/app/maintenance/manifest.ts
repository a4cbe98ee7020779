import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, systemReason } from '../errors.ts';

/** Name of the file that says what a backup holds. */
export const MANIFEST_FILE = 'backup.json';

const FILE = z.object({
  /** Relative to the backup; no way out of it. */
  path: z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+$/),
  bytes: z.int(),
  sha256: z.string(),
});

const MANIFEST = z.object({
  format: z.literal(1),
  version: z.string(),
  madeAt: z.iso.datetime(),
  /** Layouts that a program has to know to read the backup. */
  layouts: z.object({ graph: z.int(), console: z.int() }),
  hasKey: z.boolean(),
  files: z.array(FILE).min(1),
});

/** What a backup says of itself. */
export type Manifest = z.infer<typeof MANIFEST>;

/** A file of a backup, as it is now. */
export async function describeFile(folder: string, path: string): Promise<Manifest['files'][0]> {
  const whole = join(folder, path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(whole)) hash.update(chunk as Buffer);
  return { path, bytes: (await stat(whole)).size, sha256: hash.digest('hex') };
}

/**
 * Reads what a backup says of itself, and makes sure that it is whole.
 *
 * @throws {AppError} A_BACKUP_UNREADABLE, A_BACKUP_DAMAGED
 */
export async function checkedManifest(folder: string): Promise<Manifest> {
  const damaged = (reason: string) => new AppError('A_BACKUP_DAMAGED', { path: folder, reason });
  const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch((error: unknown) => {
    const context = { path: folder, reason: systemReason(error) };
    throw new AppError('A_BACKUP_UNREADABLE', context, { cause: error });
  });
  const manifest = parsed(text);
  if (manifest === undefined) throw damaged(`${MANIFEST_FILE} is not what it should be`);
  for (const file of manifest.files) {
    const found = await describeFile(folder, file.path).catch((error: unknown) => {
      throw damaged(`${file.path}: ${systemReason(error)}`);
    });
    if (found.sha256 !== file.sha256) throw damaged(`${file.path} has changed`);
  }
  return manifest;
}

function parsed(text: string): Manifest | undefined {
  try {
    return MANIFEST.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
