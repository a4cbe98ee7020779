import { isDeepStrictEqual } from 'node:util';
import { entityKind } from '../model/entity-kinds.ts';
import type { PropertyValue } from '../model/property.ts';
import { duckdbDialect } from './dialect/duckdb.ts';
import { familyOf } from './families.ts';
import type { GraphCatalog } from './graph-catalog.ts';
import type { GraphReader, ReadOptions, Row, Value } from './graph-store.ts';

/** A property that differs; absent on one side when it was not there. */
export interface PropertyChange {
  readonly property: string;
  readonly before?: PropertyValue;
  readonly after?: PropertyValue;
}

/** One entity or stored relationship that is not the same at two sequences. */
export interface GraphChange {
  readonly change: 'appeared' | 'changed' | 'vanished';
  /** `_type`. */
  readonly type: string;
  /** `_key`. */
  readonly key: string;
  readonly displayName?: string;
  /** Of a finding or host that vanished: why. */
  readonly closedReason?: string;
  /** Of what changed: properties that have a history. */
  readonly properties?: readonly PropertyChange[];
}

/** How many of one type changed. */
export interface ChangeCounts {
  readonly object: 'entity' | 'relationship';
  readonly type: string;
  readonly appeared: number;
  readonly changed: number;
  readonly vanished: number;
}

/** Two sequences: the earlier one, 0 for the empty graph, and the later one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Comparing takes as long as it takes; who asked can cancel. */
const NO_TIME_LIMIT_MS = 24 * 3_600_000;

/** Rows that were seen at `from` and are not any more, and rows that are seen at `to` and were not yet. */
const BEFORE = (alias: string) =>
  `${alias}.begin_seq <= $1 AND ${alias}.end_seq > $1 AND ${alias}.end_seq <= $2`;
const AFTER = (alias: string) =>
  `${alias}.begin_seq > $1 AND ${alias}.begin_seq <= $2 AND (${alias}.end_seq IS NULL OR ${alias}.end_seq > $2)`;

const TABLES = {
  entity: { table: 'entity', kind: 'kind_id' },
  relationship: { table: 'relationship', kind: 'edge_kind_id' },
} as const;

function typeNames(
  catalog: GraphCatalog,
): Readonly<Record<keyof typeof TABLES, Map<number, string>>> {
  return {
    entity: new Map(catalog.kinds.map(({ id, type }) => [id, type])),
    relationship: new Map(catalog.edgeKinds.map(({ id, type }) => [id, type])),
  };
}

/** How much changed, by type, in the order in which {@link changesBetween} tells it. Relationships that are derived follow from entities and are not counted. */
export async function countChanges(
  store: GraphReader,
  { from, to }: Span,
  options: ReadOptions = {},
): Promise<readonly ChangeCounts[]> {
  const names = typeNames(await store.catalog());
  const counts: ChangeCounts[] = [];
  for (const object of ['entity', 'relationship'] as const) {
    const { table, kind } = TABLES[object];
    const sql = `SELECT coalesce(a.kind, b.kind) AS kind,
        count(*) FILTER (WHERE b.id IS NULL) AS appeared,
        count(*) FILTER (WHERE a.id = b.id AND a.hash IS DISTINCT FROM b.hash) AS changed,
        count(*) FILTER (WHERE a.id IS NULL) AS vanished
      FROM (SELECT b.id, b.${kind} AS kind, b.hash FROM ${table} b WHERE ${BEFORE('b')}) b
      FULL JOIN (SELECT a.id, a.${kind} AS kind, a.hash FROM ${table} a WHERE ${AFTER('a')}) a ON a.id = b.id
      GROUP BY 1`;
    // Several kinds of edges share a type.
    const byType = new Map<string, ChangeCounts>();
    for await (const rows of store.read(sql, [from, to], {
      timeoutMs: NO_TIME_LIMIT_MS,
      ...options,
    })) {
      for (const row of rows) {
        const type = names[object].get(Number(row['kind'])) ?? '';
        const sum = byType.get(type);
        const add = (name: 'appeared' | 'changed' | 'vanished') =>
          Number(row[name]) + (sum?.[name] ?? 0);
        byType.set(type, {
          object,
          type,
          appeared: add('appeared'),
          changed: add('changed'),
          vanished: add('vanished'),
        });
      }
    }
    const found = [...byType.values()].filter(
      ({ appeared, changed, vanished }) => appeared + changed + vanished > 0,
    );
    counts.push(...found.sort((a, b) => (a.type < b.type ? -1 : 1)));
  }
  return counts;
}

/** Ids of the kinds of a type, as an SQL list. */
function kindIds(object: keyof typeof TABLES, type: string, catalog: GraphCatalog): string {
  const kinds = object === 'entity' ? catalog.kinds : catalog.edgeKinds;
  return kinds
    .filter((kind) => kind.type === type)
    .map(({ id }) => id)
    .join(', ');
}

function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What only one of the two sequences has. What vanished may have had more versions: the last says why. */
function comingAndGoing(object: keyof typeof TABLES, kinds: string): string {
  const { table, kind } = TABLES[object];
  const isEntity = object === 'entity';
  const side = (alias: string, condition: string) =>
    `SELECT ${alias}.id, ${alias}.key, ${isEntity ? `${alias}.display_name` : 'NULL'} AS name FROM ${table} ${alias} WHERE ${alias}.${kind} IN (${kinds}) AND ${condition}`;
  const reasons = isEntity
    ? `SELECT l.id, arg_max(l.closed_reason, l.end_seq) AS reason FROM entity l WHERE l.kind_id IN (${kinds}) AND l.end_seq > $1 AND l.end_seq <= $2 GROUP BY l.id`
    : 'SELECT 0 AS id, NULL AS reason WHERE FALSE';
  return `WITH after AS (${side('a', AFTER('a'))}), before AS (${side('b', BEFORE('b'))})
    SELECT 0 AS rank, x.key AS key, x.name AS name, NULL AS reason FROM after x WHERE x.id NOT IN (SELECT id FROM before)
    UNION ALL SELECT 1, x.key, x.name, r.reason FROM before x LEFT JOIN (${reasons}) r ON r.id = x.id WHERE x.id NOT IN (SELECT id FROM after)
    ORDER BY rank, key`;
}

/** Columns of an entity type that hold properties with a history. */
function comparedColumns(
  type: string,
  catalog: GraphCatalog,
): readonly (readonly [string, string])[] {
  const { columns } = familyOf(type);
  return [...catalog.columns]
    .filter(([property, { column }]) => columns.includes(column) && !isVolatile(type, property))
    .map(([property, { column }]) => [property, column]);
}

function isVolatile(type: string, property: string): boolean {
  return entityKind(type)?.properties[property]?.volatile === true;
}

/** What both sequences have, in different versions. */
function changing(
  object: keyof typeof TABLES,
  kinds: string,
  columns: readonly (readonly [string, string])[],
): string {
  const { table, kind } = TABLES[object];
  const cells = ['a', 'b'].flatMap((side) => [
    ...columns.map(
      ([, column], index) => `${side}.${duckdbDialect.identifier(column)} AS ${side}${index}`,
    ),
    `${side}.props AS ${side}_props`,
  ]);
  const name = object === 'entity' ? 'a.display_name' : 'NULL';
  return `SELECT a.key AS key, ${name} AS name, ${cells.join(', ')}
    FROM ${table} a JOIN ${table} b ON b.id = a.id AND ${BEFORE('b')} AND b.${kind} IN (${kinds})
    WHERE a.${kind} IN (${kinds}) AND ${AFTER('a')} AND a.hash IS DISTINCT FROM b.hash
    ORDER BY a.key`;
}

function propertiesOf(
  row: Row,
  side: 'a' | 'b',
  columns: readonly (readonly [string, string])[],
): ReadonlyMap<string, PropertyValue> {
  const rest = text(row[`${side}_props`]);
  const found = new Map<string, PropertyValue>(
    rest === undefined ? [] : Object.entries(JSON.parse(rest) as Record<string, PropertyValue>),
  );
  for (const [index, [property]] of columns.entries()) {
    const value = row[`${side}${index}`];
    if (value !== null && value !== undefined) found.set(property, value as PropertyValue);
  }
  return found;
}

/** What of the properties that have a history is not the same, by name. */
export function differences(
  type: string,
  before: ReadonlyMap<string, PropertyValue>,
  after: ReadonlyMap<string, PropertyValue>,
): readonly PropertyChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((property) => !isVolatile(type, property))
    .filter((property) => !isDeepStrictEqual(before.get(property), after.get(property)))
    .sort()
    .map((property) => ({
      property,
      ...(before.has(property) ? { before: before.get(property) } : {}),
      ...(after.has(property) ? { after: after.get(property) } : {}),
    }));
}

/** A row of {@link comingAndGoing}. */
function onlyOnOneSide(type: string): (row: Row) => GraphChange {
  return (row) => {
    const displayName = text(row['name']);
    const closedReason = text(row['reason']);
    return {
      change: row['rank'] === 0 ? 'appeared' : 'vanished',
      type,
      key: String(row['key']),
      ...(displayName === undefined ? {} : { displayName }),
      ...(closedReason === undefined ? {} : { closedReason }),
    };
  };
}

/**
 * What changed of one type between two sequences, in batches: what appeared and what vanished by key, then
 * what changed. Properties that are updated in place have no history and are left out.
 */
export async function* changesBetween(
  store: GraphReader,
  { object, type, appeared, vanished, changed }: ChangeCounts,
  { from, to }: Span,
  options: ReadOptions = {},
): AsyncGenerator<readonly GraphChange[]> {
  const limits = { timeoutMs: NO_TIME_LIMIT_MS, ...options };
  const catalog = await store.catalog();
  const kinds = kindIds(object, type, catalog);
  if (appeared + vanished > 0) {
    const read = store.read(comingAndGoing(object, kinds), [from, to], limits);
    for await (const rows of read) yield rows.map(onlyOnOneSide(type));
  }
  if (changed === 0) return;
  const columns = object === 'entity' ? comparedColumns(type, catalog) : [];
  for await (const rows of store.read(changing(object, kinds, columns), [from, to], limits)) {
    yield rows.map((row): GraphChange => {
      const displayName = text(row['name']);
      return {
        change: 'changed',
        type,
        key: String(row['key']),
        ...(displayName === undefined ? {} : { displayName }),
        properties: differences(
          type,
          propertiesOf(row, 'b', columns),
          propertiesOf(row, 'a', columns),
        ),
      };
    });
  }
}
