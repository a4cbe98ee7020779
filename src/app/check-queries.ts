import { check, J1qlError } from '../j1ql/index.ts';
import { AppError } from './errors.ts';

/** A query that is not well formed, and why. */
export interface RejectedQuery {
  /** Position in the input, from 1. */
  readonly number: number;
  readonly query: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly line: number;
    readonly column: number;
    readonly expected: readonly string[];
    readonly suggestion?: string;
    readonly whatToDo: string;
  };
}

/** What a check of several queries found. */
export interface CheckReport {
  readonly checked: number;
  readonly rejected: readonly RejectedQuery[];
}

/**
 * The J1QL texts of a file: a JSON array of texts, or one query per line, where empty lines are left out.
 *
 * @throws {AppError} A_QUERY_FILE_INVALID
 */
export function readQueryList(path: string, text: string): readonly string[] {
  const content = text.replace(/^\uFEFF/, '');
  if (!content.trimStart().startsWith('[')) {
    return content.split(/\r?\n/).filter((line) => line.trim() !== '');
  }
  const invalid = (reason: string, cause?: unknown) =>
    new AppError('A_QUERY_FILE_INVALID', { path, reason }, { cause });
  let list: unknown;
  try {
    list = JSON.parse(content);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error), error);
  }
  if (!Array.isArray(list)) throw invalid('it holds no array');
  const odd = list.findIndex((item) => typeof item !== 'string');
  if (odd >= 0) throw invalid(`item ${odd + 1} is no text`);
  return list as readonly string[];
}

/** Parses and analyses queries without a graph: names of classes, types and properties are taken as they are. */
export function checkQueries(queries: readonly string[]): CheckReport {
  const rejected = queries.flatMap((query, index): RejectedQuery[] => {
    try {
      check(query);
      return [];
    } catch (error) {
      if (!(error instanceof J1qlError)) throw error;
      const { code, message, line, column, expected, suggestion, whatToDo } = error;
      const details = { code, message, line, column, expected, whatToDo };
      return [
        {
          number: index + 1,
          query,
          error: suggestion === undefined ? details : { ...details, suggestion },
        },
      ];
    }
  });
  return { checked: queries.length, rejected };
}
