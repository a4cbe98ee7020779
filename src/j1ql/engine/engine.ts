import type { Dialect } from '../../graph/index.ts';

/** Where the texts of a row are. */
export interface FullTextPlaces {
  /** Columns that hold one text. */
  readonly texts: readonly string[];
  /** Columns that hold a list of texts. */
  readonly lists: readonly string[];
  /** Column that holds the JSON object. */
  readonly json: string;
}

/**
 * What a query needs of an engine besides the dialect that apply and queries share. All arguments are SQL
 * expressions; `value` is a JSON value, as {@link Engine.property} gives it.
 */
export interface Engine extends Dialect {
  /** The property of a JSON object as a JSON value; null if it is absent or JSON null. */
  property(json: string, name: string): string;
  /** The JSON value as a text, null if it is none. */
  valueText(value: string): string;
  /** The JSON value as a number, null if it is none. */
  valueNumber(value: string): string;
  /** The JSON value as a boolean, null if it is none. */
  valueBoolean(value: string): string;
  /** The texts in a JSON array; null if it is no array. */
  valueTexts(value: string): string;
  /** The numbers in a JSON array; null if it is no array. */
  valueNumbers(value: string): string;
  /** The booleans in a JSON array; null if it is no array. */
  valueBooleans(value: string): string;
  /** The elements of a JSON array as texts, whatever they are; null if it is no array. */
  valueItems(value: string): string;
  /** The elements of a JSON array as a list of JSON values; a list of one for any other value. */
  valueElements(value: string): string;
  /** Any expression as a JSON value; null stays null. */
  toJson(expression: string): string;
  /** An object; the names are SQL literals. */
  jsonObject(entries: readonly (readonly [name: string, value: string])[]): string;
  /** One JSON array with the elements of several values; null where all are null. `isList`: an SQL list. */
  merge(
    parts: readonly { readonly sql: string; readonly kind: 'scalar' | 'list' | 'json' }[],
  ): string;
  /** A list of texts. */
  list(items: readonly string[]): string;
  /** A list with one element more. */
  append(list: string, element: string): string;
  /** An aggregate: the values of a group as a list. */
  collect(expression: string): string;
  /** True if two lists share an element. */
  overlap(left: string, right: string): string;
  /** Elements of a list as one text with `separator` (an SQL literal) between them. */
  join(list: string, separator: string): string;

  /** True if `text` holds `part`. */
  contains(text: string, part: string): string;
  startsWith(text: string, part: string): string;
  endsWith(text: string, part: string): string;
  lower(text: string): string;

  /**
   * A recursive query with one row for each value of `key`: `walk` has the columns, `start` gives the first
   * rows. `next` gives what follows from the rows that were found last; `fresh(rows)` is a FROM item with those
   * rows of a query that were not found before.
   */
  walk(walk: {
    readonly name: string;
    readonly columns: readonly string[];
    readonly key: readonly string[];
    readonly start: string;
    next(fresh: (rows: string) => string): string;
  }): string;
  /** A condition that is true, and makes the statement fail with the text `marker` where `isTooMuch` holds. */
  refuse(isTooMuch: string, marker: string): string;

  /** A number as text, whole ones without a fraction. */
  numberText(number: string): string;
  /** Square root; null below zero. */
  sqrt(number: string): string;
  /** Power; null where it has no finite value. */
  power(base: string, exponent: string): string;
  /** An IPv4 address as a number; null for every other text. */
  ipv4(text: string): string;
  /**
   * True if some column or JSON property of a row holds `part` (case ignored). `isPlain`: the part reads the
   * same inside JSON, so that most rows can be passed over without taking their JSON apart.
   */
  fullText(places: FullTextPlaces, part: string, isPlain: boolean): string;
}
