import { duckdbDialect } from '../../graph/index.ts';
import type { Engine } from './engine.ts';

const { literal } = duckdbDialect;

/** A JSON pointer (RFC 6901): dots and quotes in `tag.AccountName` mean nothing in it. */
function pointer(name: string): string {
  return literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

const NUMBER_TYPES = "('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')";

/** The elements of an array. The type is said because a constant NULL has none. */
function items(value: string): string {
  return `CAST(json_extract(${value}, '$[*]') AS JSON[])`;
}

function elements(value: string, condition: string, element: string): string {
  const list = items(value);
  return `CASE WHEN json_type(${value}) = 'ARRAY' THEN list_transform(list_filter(${list}, lambda item: ${condition}), lambda item: ${element}) END`;
}

/** DuckDB 1.5. */
export const duckdbEngine: Engine = {
  ...duckdbDialect,
  property: (json, name) => `nullif(json_extract(${json}, ${pointer(name)}), 'null')`,
  valueText: (value) =>
    `CASE WHEN json_type(${value}) = 'VARCHAR' THEN json_extract_string(${value}, '$') END`,
  valueNumber: (value) =>
    `CASE WHEN json_type(${value}) IN ${NUMBER_TYPES} THEN CAST(${value} AS DOUBLE) END`,
  valueBoolean: (value) =>
    `CASE WHEN json_type(${value}) = 'BOOLEAN' THEN CAST(${value} AS BOOLEAN) END`,
  valueTexts: (value) =>
    elements(value, "json_type(item) = 'VARCHAR'", "json_extract_string(item, '$')"),
  valueNumbers: (value) =>
    elements(value, `json_type(item) IN ${NUMBER_TYPES}`, 'CAST(item AS DOUBLE)'),
  valueBooleans: (value) => elements(value, "json_type(item) = 'BOOLEAN'", 'CAST(item AS BOOLEAN)'),
  valueItems: (value) =>
    `CASE WHEN json_type(${value}) = 'ARRAY' THEN CAST(json_extract_string(${value}, '$[*]') AS VARCHAR[]) END`,
  valueElements: (value) =>
    `CASE WHEN json_type(${value}) = 'ARRAY' THEN ${items(value)} ELSE [CAST(${value} AS JSON)] END`,
  toJson: (expression) => `CASE WHEN (${expression}) IS NOT NULL THEN to_json(${expression}) END`,
  jsonObject: (entries) =>
    `json_object(${entries.map(([name, value]) => `${name}, ${value}`).join(', ')})`,
  merge: (parts) => {
    const lists = parts.map(({ sql, kind }) => {
      const elementsOf = {
        scalar: `[to_json(${sql})]`,
        list: `list_transform(${sql}, lambda item: to_json(item))`,
        json: `CASE WHEN json_type(${sql}) = 'ARRAY' THEN ${items(sql)} ELSE [CAST(${sql} AS JSON)] END`,
      }[kind];
      return `CASE WHEN (${sql}) IS NULL THEN CAST([] AS JSON[]) ELSE ${elementsOf} END`;
    });
    return `to_json(nullif(flatten([${lists.join(', ')}]), []))`;
  },
  list: (items) => `[${items.join(', ')}]`,
  append: (list, element) => `list_append(${list}, ${element})`,
  collect: (expression) => `list(${expression})`,
  overlap: (left, right) => `list_has_any(${left}, ${right})`,
  join: (list, separator) => `array_to_string(${list}, ${separator})`,

  contains: (text, part) => `contains(${text}, ${part})`,
  startsWith: (text, part) => `starts_with(${text}, ${part})`,
  endsWith: (text, part) => `suffix(${text}, ${part})`,
  lower: (text) => `lower(${text})`,

  walk: ({ name, columns, key, start, next }) => {
    // An outer join: NOT EXISTS fails for good within some larger statements, and ANTI JOIN in correlated ones (1.5.5).
    const fresh = (rows: string) => {
      const isKnown = key.map((column) => `known.${column} = reached.${column}`).join(' AND ');
      return `(SELECT reached.* FROM (${rows}) reached LEFT JOIN recurring.${name} known ON ${isKnown} WHERE known.${key[0]} IS NULL)`;
    };
    return `${name}(${columns.join(', ')}) USING KEY (${key.join(', ')}) AS (${start}\n    UNION ${next(fresh)})`;
  },
  refuse: (isTooMuch, marker) =>
    `CASE WHEN ${isTooMuch} THEN CAST(error(${literal(marker)}) AS BOOLEAN) ELSE TRUE END`,

  numberText: (number) =>
    `CASE WHEN (${number}) = floor(${number}) AND abs(${number}) < 1e15 THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR) ELSE CAST(${number} AS VARCHAR) END`,
  sqrt: (number) => `CASE WHEN (${number}) >= 0 THEN sqrt(${number}) END`,
  power: (base, exponent) =>
    `CASE WHEN isfinite(pow(${base}, ${exponent})) THEN pow(${base}, ${exponent}) END`,
  ipv4: (text) => {
    const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
    const pattern = literal(`${octet}([.]${octet}){3}`);
    const part = (index: number) => `CAST(split_part(${text}, '.', ${index}) AS BIGINT)`;
    return `CASE WHEN regexp_full_match(${text}, ${pattern}) THEN ${part(1)} * 16777216 + ${part(2)} * 65536 + ${part(3)} * 256 + ${part(4)} END`;
  },
  fullText: ({ texts, lists, json }, part, isPlain) => {
    const all = [...texts, ...lists.map((list) => `array_to_string(${list}, chr(10))`)];
    const wanted = `lower(${part})`;
    const inColumns =
      all.length === 0
        ? 'FALSE'
        : `contains(lower(concat_ws(chr(10), ${all.join(', ')})), ${wanted})`;
    const mayHold = isPlain ? `contains(lower(CAST(${json} AS VARCHAR)), ${wanted}) AND ` : '';
    const leaves = `SELECT 1 FROM json_tree(${json}) AS leaf WHERE leaf.type = 'VARCHAR' AND contains(lower(leaf.atom ->> '$'), ${wanted})`;
    return `(${inColumns} OR (${mayHold}EXISTS (${leaves})))`;
  },
};
