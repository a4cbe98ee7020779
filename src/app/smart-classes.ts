import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SmartClass } from '../j1ql/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError, systemReason } from './errors.ts';

const QUERY = z.union([
  z.string().min(1),
  z.strictObject({ description: z.string().optional(), query: z.string().min(1) }),
]);

const SMART_CLASSES = z.strictObject({
  smartClasses: z.array(
    z.strictObject({
      /** As JupiterOne has it: a capital first, letters and digits only. */
      name: z.string().regex(/^[A-Z][A-Za-z0-9]*$/),
      description: z.string().optional(),
      queries: z.array(QUERY),
    }),
  ),
});

/** Name of the file in the data folder that defines smart classes. */
export const SMART_CLASSES_FILE = 'smart-classes.yaml';

/**
 * The definitions of a `smart-classes.yaml`, by name.
 *
 * @throws {AppError} A_SMART_CLASSES_INVALID with the path inside the file
 */
export function parseSmartClasses(
  path: string,
  text: string,
): Readonly<Record<string, SmartClass>> {
  const invalid = (reason: string, cause?: unknown) =>
    new AppError('A_SMART_CLASSES_INVALID', { path, reason }, { cause });
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error), error);
  }
  const result = SMART_CLASSES.safeParse(document);
  if (!result.success) throw invalid(z.prettifyError(result.error), result.error);
  const definitions = new Map<string, SmartClass>();
  for (const { name, queries } of result.data.smartClasses) {
    if (definitions.has(name)) throw invalid(`the name "${name}" is used twice`);
    definitions.set(name, {
      queries: queries.map((query) => (typeof query === 'string' ? query : query.query)),
    });
  }
  return Object.fromEntries(definitions);
}

/** The smart classes that a data folder defines; none without the file. */
export async function loadSmartClasses(
  dir: DataDir,
): Promise<Readonly<Record<string, SmartClass>>> {
  const path = join(dir.path, SMART_CLASSES_FILE);
  try {
    return parseSmartClasses(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new AppError(
      'A_FILE_UNREADABLE',
      { path, reason: systemReason(error) },
      { cause: error },
    );
  }
}
