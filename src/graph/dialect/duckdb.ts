import type { ColumnType, TableColumn } from '../table-column.ts';
import type { Dialect, SegmentFiles } from './dialect.ts';

const COLUMN_TYPES: Readonly<Record<ColumnType, string>> = {
  smallint: 'SMALLINT',
  int: 'INTEGER',
  bigint: 'BIGINT',
  json: 'JSON',
  text: 'VARCHAR',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  /** Epoch milliseconds. */
  date: 'BIGINT',
  textList: 'VARCHAR[]',
};

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A JSON pointer (RFC 6901) as a literal: dots and quotes in names like `tag.AccountName` mean nothing in it. */
function pointer(property: string): string {
  return literal(`/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

/** The value of a property, if its JSON type is one of `types`. */
function ofType(
  json: string,
  property: string,
  types: readonly string[],
  value: (path: string) => string,
): string {
  const path = pointer(property);
  const list = types.map(literal).join(', ');
  return `CASE WHEN json_type(${json}, ${path}) IN (${list}) THEN ${value(path)} END`;
}

/** Longest object that the reader takes when it is not told of longer ones; less saves it no memory. */
const USUAL_OBJECT_BYTES = 16 * 1024 * 1024;

function stageSegments(
  { paths, firstFile, longestRow }: SegmentFiles,
  columns: readonly TableColumn[],
): string {
  if (paths.length === 0) {
    // The engine refuses to read no files.
    const empty = columns.map(
      ({ name, type }) => `CAST(NULL AS ${COLUMN_TYPES[type]}) AS ${identifier(name)}`,
    );
    return `(SELECT CAST(NULL AS INTEGER) AS file, ${empty.join(', ')} WHERE FALSE)`;
  }
  const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(COLUMN_TYPES[type])}`);
  const names = columns.map(({ name }) => identifier(name));
  const options = [
    `columns = {${types.join(', ')}}`,
    `maximum_object_size = ${Math.max(USUAL_OBJECT_BYTES, longestRow + 1024)}`,
  ];
  return `(SELECT CAST(file_index AS INTEGER) + ${firstFile} AS file, ${names.join(', ')} FROM read_ndjson([${paths.map(literal).join(', ')}], ${options.join(', ')}))`;
}

/** SQL as DuckDB 1.5 spells it. */
export const duckdbDialect: Dialect = {
  name: 'duckdb',
  identifier,
  literal,
  columnType: (type) => COLUMN_TYPES[type],

  jsonText: (json, property) =>
    ofType(json, property, ['VARCHAR'], (path) => `json_extract_string(${json}, ${path})`),
  jsonNumber: (json, property) =>
    ofType(
      json,
      property,
      ['BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE'],
      (path) => `CAST(json_extract(${json}, ${path}) AS DOUBLE)`,
    ),
  jsonBoolean: (json, property) =>
    ofType(
      json,
      property,
      ['BOOLEAN'],
      (path) => `CAST(json_extract(${json}, ${path}) AS BOOLEAN)`,
    ),
  jsonList: (json, property) =>
    ofType(
      json,
      property,
      ['ARRAY'],
      (path) => `CAST(json_extract(${json}, ${path}) AS VARCHAR[])`,
    ),
  jsonHas: (json, property) => `coalesce(json_exists(${json}, ${pointer(property)}), false)`,
  jsonMerge: (base, patch) => `json_merge_patch(coalesce(${base}, '{}'), coalesce(${patch}, '{}'))`,
  jsonPick: (json, properties) =>
    // A merge patch drops what is null in the patch: that is how absent properties stay absent.
    `json_merge_patch('{}', json_object(${properties
      .map((property) => `${literal(property)}, json_extract(${json}, ${pointer(property)})`)
      .join(', ')}))`,

  listContains: (list, value) => `list_contains(${list}, ${value})`,
  listAny: (list, condition) =>
    `len(list_filter(${list}, lambda element: ${condition('element')})) > 0`,
  listLength: (list) => `len(${list})`,
  unnest: (list, alias) => `unnest(${list}) AS ${alias}(element)`,

  regexMatch: (text, pattern, ignoreCase) =>
    `regexp_matches(${text}, ${pattern}, ${literal(ignoreCase ? 'i' : 'c')})`,
  regexExtract: (text, pattern, group) =>
    `CASE WHEN regexp_matches(${text}, ${pattern}) THEN regexp_extract(${text}, ${pattern}, ${group}) END`,

  divide: (dividend, divisor) => `(${dividend}) / nullif(${divisor}, 0)`,
  round: (number, digits) => `round(${number}, ${digits})`,

  keyHash: (key) => `CAST(md5_number_lower(${key}) >> 1 AS BIGINT)`,
  stageSegments,

  explain: (sql) => `EXPLAIN ${sql}`,
};
