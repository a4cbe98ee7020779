import { csv } from './csv.ts';
import { json, ndjson } from './json.ts';
import type { Format } from './row.ts';
import { table } from './table.ts';

/** The formats of `query --format`, by name. */
export const FORMATS = { table, json, csv, ndjson } as const satisfies Record<string, Format>;

/** Name of a format. */
export type FormatName = keyof typeof FORMATS;

export type { Answer, Format, Row } from './row.ts';
