import { FILE_FORMATS, type Format } from '../../app/answer-formats/index.ts';
import { table } from './table.ts';

/** The formats of `query --format`, by name. */
export const FORMATS = { table, ...FILE_FORMATS } as const satisfies Record<string, Format>;

/** Name of a format. */
export type FormatName = keyof typeof FORMATS;
