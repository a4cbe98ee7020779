import { visible } from './derived-edges.ts';
import { duckdbDialect } from './dialect/duckdb.ts';
import { entityTable } from './entity-table.ts';
import type { GraphCatalog } from './graph-catalog.ts';
import type { GraphReader, ReadOptions, Row, Value } from './graph-store.ts';

/** What a finding is on, or an occurrence of. */
export interface NamedEntity {
  /** `_id`. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** A finding as a list shows it: its properties, what it is on and what it is an occurrence of. */
export interface FindingRow {
  /** `_id`. */
  readonly id: string;
  /** `_key`. */
  readonly key: string;
  /** Those that were wanted and are there. */
  readonly properties: Readonly<Record<string, Value>>;
  /** Absent where no run has brought it. */
  readonly asset?: NamedEntity;
  /** Absent where the knowledge base has not been read. */
  readonly vulnerability?: NamedEntity & { readonly isPatchable: boolean | null };
}

/** Classes of what findings are on. */
const ASSET_CLASSES = ['Host', 'Application'];

function kindList(catalog: GraphCatalog, test: (classes: readonly string[]) => boolean): string {
  const ids = catalog.kinds.filter(({ classes }) => test(classes)).map(({ id }) => id);
  return `(${[-1, ...ids].join(', ')})`;
}

/** Which findings, and what of them. */
export interface FindingWish {
  readonly type: string;
  readonly ids: readonly number[];
  /** Names of properties that have a column. */
  readonly properties: readonly string[];
}

/**
 * The findings with these ids, in this order, as they are in one version of the graph. Ids that it does not have are left
 * out.
 */
export async function findingRows(
  store: GraphReader,
  { type, ids, properties: wanted }: FindingWish,
  { catalog, seq }: { readonly catalog: GraphCatalog; readonly seq: number },
  options: ReadOptions = {},
): Promise<readonly FindingRow[]> {
  const table = entityTable([type]);
  if (table === undefined || ids.length === 0) return [];
  const properties = [...catalog.columns].filter(
    ([property, { column }]) => wanted.includes(property) && table.columns.has(column),
  );
  const own = properties.map(([, { column }], index) => {
    return `f.${duckdbDialect.identifier(column)} AS p${index}`;
  });
  const at = 'CAST($1 AS INTEGER)';
  const assets = kindList(catalog, (classes) =>
    ASSET_CLASSES.some((name) => classes.includes(name)),
  );
  const vulnerability = catalog.kinds.find((kind) => kind.type === 'qualys_vuln')?.id ?? -1;
  // Numbers as they are: a list that is bound is joined, which takes twice the time.
  const sql = `SELECT f.id AS id, f.key AS key, ${own.map((each) => `${each}, `).join('')}
      a.id AS asset, a.kind_id AS asset_kind, coalesce(a.display_name, a.key) AS asset_name,
      v.id AS vulnerability, v.display_name AS title, v.patchable AS patchable
    FROM (SELECT * FROM ${table.name} f WHERE f.id IN (${ids.map(Number).join(', ')}) AND ${visible('f', at)}) f
    LEFT JOIN entity a ON a.id = f.asset_ref AND a.kind_id IN ${assets} AND ${visible('a', at)}
    LEFT JOIN entity_vulnerability v ON v.scope_id = f.scope_id AND v.qid = f.qid
      AND v.kind_id = ${vulnerability} AND ${visible('v', at)}`;
  const found = new Map<number, FindingRow>();
  const types = new Map(catalog.kinds.map((kind) => [kind.id, kind.type]));
  for await (const rows of store.read(sql, [seq], options)) {
    for (const row of rows) found.set(Number(row['id']), findingRow(row, properties, types));
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

function findingRow(
  row: Row,
  columns: readonly (readonly [string, unknown])[],
  types: ReadonlyMap<number, string>,
): FindingRow {
  const { id, key, asset, asset_kind: kind, asset_name: name, title, patchable } = row;
  const own = columns.flatMap(([property], index) => {
    const value = row[`p${index}`];
    return value === null || value === undefined ? [] : [[property, value] as const];
  });
  return {
    id: String(id),
    key: String(key),
    properties: Object.fromEntries(own),
    ...(typeof asset === 'number' && {
      asset: { id: String(asset), type: types.get(Number(kind)) ?? '', name: String(name) },
    }),
    ...(typeof row['vulnerability'] === 'number' && {
      vulnerability: {
        id: String(row['vulnerability']),
        type: 'qualys_vuln',
        name: String(title ?? ''),
        isPatchable: typeof patchable === 'boolean' ? patchable : null,
      },
    }),
  };
}
