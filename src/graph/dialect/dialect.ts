import type { ColumnType, TableColumn } from '../table-column.ts';

/** Files that a statement reads. */
export interface SegmentFiles {
  readonly paths: readonly string[];
  /** Position of the first one in the run. */
  readonly firstFile: number;
  /** Length of their longest row in bytes. */
  readonly longestRow: number;
}

/** SQL text for one engine: what the engines spell differently, and nothing else. All arguments are SQL expressions unless said otherwise. */
export interface Dialect {
  /** `duckdb` … for messages. */
  readonly name: string;

  /** Quotes a name of a table or column. */
  identifier(name: string): string;
  /** A text as an SQL literal. For names out of the catalog; values of a query are bound instead. */
  literal(text: string): string;
  /** How the engine calls a column type. */
  columnType(type: ColumnType): string;

  /**
   * The property `property` of the JSON object `json` (an SQL expression), if it is a text; null if it is
   * absent or of another type. The other `json…` functions do the same for their types.
   */
  jsonText(json: string, property: string): string;
  /** The property as a number (double precision). A text of digits is no number. */
  jsonNumber(json: string, property: string): string;
  /** The property as a boolean. */
  jsonBoolean(json: string, property: string): string;
  /** The property as a list of texts, elements of other types as their JSON text; null if it is no list. */
  jsonList(json: string, property: string): string;
  /** True if the object has the property. */
  jsonHas(json: string, property: string): string;
  /** An object with the properties of `base` replaced and completed by those of `patch`; null counts as empty. */
  jsonMerge(base: string, patch: string): string;
  /** The named properties of an object as an object; absent ones are left out. */
  jsonPick(json: string, properties: readonly string[]): string;

  /** True if the list `list` has the element `value`; null for a null list. */
  listContains(list: string, value: string): string;
  /** True if `condition`, given the name of an element, holds for any element; null for a null list. */
  listAny(list: string, condition: (element: string) => string): string;
  /** Number of elements. */
  listLength(list: string): string;
  /** A FROM item with one row per element, in the column `element` of `alias`. May refer to tables before it. */
  unnest(list: string, alias: string): string;

  /** True if `pattern` matches anywhere in `text`. The pattern is already in the engine's own syntax. */
  regexMatch(text: string, pattern: string, ignoreCase: boolean): string;
  /** Group `group` (0: the whole) of the first match; null without a match. */
  regexExtract(text: string, pattern: string, group: number): string;

  /** Division of two numbers that gives null instead of failing on zero. */
  divide(dividend: string, divisor: string): string;
  /** A number rounded to `digits` decimals, half away from zero. */
  round(number: string, digits: number): string;

  /** A positive whole number of 63 bits that stands for a key; the same for ever. */
  keyHash(key: string): string;
  /**
   * A FROM item in parentheses with the rows of NDJSON files: the given columns, null where a row does not
   * have them, and `file`, the position of the file in `files` counted from `firstFile` on.
   */
  stageSegments(files: SegmentFiles, columns: readonly TableColumn[]): string;

  /** A statement that describes how `sql` would be run, as rows of text. */
  explain(sql: string): string;
}
