import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { check, J1qlError, type SmartClass } from '../j1ql/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError, systemReason } from './errors.ts';
import { writeWholeFile } from './write-whole-file.ts';

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

/**
 * Makes sure that a text can be used: its form, and the grammar of its queries. An empty one defines nothing.
 *
 * @throws {AppError} A_SMART_CLASSES_INVALID
 */
export function assertSmartClasses(text: string): void {
  if (text.trim() === '') return;
  for (const [name, { queries }] of Object.entries(parseSmartClasses(SMART_CLASSES_FILE, text))) {
    for (const query of queries) {
      try {
        check(query);
      } catch (error) {
        if (!(error instanceof J1qlError)) throw error;
        const { line, column, summary } = error;
        const reason = `a query of "${name}": ${summary} (line ${line}, column ${column})`;
        const context = { path: SMART_CLASSES_FILE, reason };
        throw new AppError('A_SMART_CLASSES_INVALID', context, { cause: error });
      }
    }
  }
}

/** The text that defines the smart classes of a data folder; empty without the file. @throws {AppError} A_FILE_UNREADABLE */
export async function readSmartClassFile(dir: DataDir): Promise<string> {
  const path = join(dir.path, SMART_CLASSES_FILE);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    const reason = systemReason(error);
    throw new AppError('A_FILE_UNREADABLE', { path, reason }, { cause: error });
  }
}

/** Writes that text, whole or not at all. @throws {AppError} A_SMART_CLASSES_NOT_WRITABLE */
export async function writeSmartClassFile(dir: DataDir, text: string): Promise<void> {
  const path = join(dir.path, SMART_CLASSES_FILE);
  try {
    await writeWholeFile(path, text);
  } catch (error) {
    const reason = systemReason(error);
    throw new AppError('A_SMART_CLASSES_NOT_WRITABLE', { path, reason }, { cause: error });
  }
}

/** The smart classes that a data folder defines; none without the file, or when it is empty. */
export async function loadSmartClasses(
  dir: DataDir,
): Promise<Readonly<Record<string, SmartClass>>> {
  const text = await readSmartClassFile(dir);
  return text.trim() === '' ? {} : parseSmartClasses(join(dir.path, SMART_CLASSES_FILE), text);
}
