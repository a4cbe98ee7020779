import { csv } from './csv.ts';
import { json, ndjson } from './json.ts';
import type { Format } from './row.ts';

/** The forms in which an answer can be kept as a file, by name. */
export const FILE_FORMATS = { csv, json, ndjson } as const satisfies Record<string, Format>;

/** Name of a form of files. */
export type FileFormat = keyof typeof FILE_FORMATS;

export { type Answer, type Format, flatRow, type Row } from './row.ts';
