import type { PropertyValue } from '../model/property.ts';
import { differences, type PropertyChange } from './changes.ts';
import { entityRows } from './entity-rows.ts';
import type { CatalogKind, GraphCatalog } from './graph-catalog.ts';
import type { GraphReader, ReadOptions, Row } from './graph-store.ts';
import { PARKED } from './schema.ts';

/** One version of an entity. */
export interface EntityVersion {
  readonly version: number;
  /** Sequence from which on it is seen. */
  readonly beginSeq: number;
  /** Epoch milliseconds. */
  readonly from: number;
  /** When it ended; undefined while it is seen. */
  readonly to?: number;
  /** True where the entity had ended before. */
  readonly cameBack: boolean;
  /** What is not as it was in the version before; nothing for the first one. */
  readonly changes: readonly PropertyChange[];
}

/** An entity as it is, or was last, with how it came to be so. */
export interface EntityStory {
  readonly id: number;
  readonly key: string;
  readonly kind: CatalogKind;
  /** Row of `instance` that owns it. */
  readonly ownerId: number;
  readonly source: string;
  /** When the graph first had it, epoch milliseconds. */
  readonly createdOn: number;
  /** False for what has ended. */
  readonly isThere: boolean;
  /** Of what has ended, and of findings that are closed: why. */
  readonly closedReason?: string;
  readonly properties: Readonly<Record<string, PropertyValue>>;
  /** The newest first. */
  readonly versions: readonly EntityVersion[];
  /** True if there are earlier versions than those. */
  readonly hasEarlier: boolean;
}

/** Names in {@link EntityStory.properties} that are not properties. */
const METADATA = new Set(['_key', '_type', '_class']);

/**
 * The story of the entity with an `_id` up to a sequence: also of one that has ended by then, but not of one that came later.
 * At most `most` versions are told, the newest ones.
 */
export async function entityStory(
  store: GraphReader,
  id: number,
  {
    catalog,
    seq,
    most,
  }: { readonly catalog: GraphCatalog; readonly seq: number; readonly most: number },
  options: ReadOptions = {},
): Promise<EntityStory | undefined> {
  const read = async (sql: string, params: readonly number[]): Promise<readonly Row[]> => {
    const all: Row[] = [];
    for await (const rows of store.read(sql, params, options)) all.push(...rows);
    return all;
  };
  const [place] = await read(
    'SELECT e.kind_id AS kind FROM entity e WHERE e.id = CAST($1 AS BIGINT) LIMIT 1',
    [id],
  );
  const kindId = Number(place?.['kind']);
  const entities = entityRows(catalog).find(({ kinds }) => kinds.has(kindId));
  const kind = entities?.kinds.get(kindId);
  if (entities === undefined || kind === undefined) return undefined;
  // One more than is told: what the oldest of them changed follows from it.
  const rows = await read(
    `SELECT ${entities.select('e')}, e.instance_id, e.source, e.version, e.created_on, e.begin_seq, e.end_seq,
        e.begin_on, e.end_on, e.closed_reason AS reason
      FROM ${entities.family.table} e
      WHERE e.id = CAST($1 AS BIGINT) AND e.begin_seq <= CAST($2 AS INTEGER) AND e.source IS DISTINCT FROM '${PARKED}'
      ORDER BY e.begin_seq DESC LIMIT ${Number(most) + 1}`,
    [id, seq],
  );
  const [last] = rows;
  if (last === undefined) return undefined;
  const properties = rows.map(
    (row): ReadonlyMap<string, PropertyValue> =>
      new Map(Object.entries(entities.object(row)).filter(([name]) => !METADATA.has(name))),
  );
  const isEnded = ({ end_seq: end }: Row) => typeof end === 'number' && end <= seq;
  const reason = last['reason'];
  return {
    id,
    key: String(last['_key']),
    kind,
    ownerId: Number(last['instance_id']),
    source: String(last['source']),
    createdOn: Number(last['created_on']),
    isThere: !isEnded(last),
    ...(typeof reason === 'string' && { closedReason: reason }),
    properties: Object.fromEntries(properties[0] ?? []),
    versions: rows.slice(0, most).map((row, index) => {
      const earlier = rows[index + 1];
      const before = properties[index + 1];
      const after = properties[index] ?? new Map();
      return {
        version: Number(row['version']),
        beginSeq: Number(row['begin_seq']),
        from: Number(row['begin_on']),
        ...(isEnded(row) && { to: Number(row['end_on']) }),
        cameBack: earlier !== undefined && Number(earlier['end_seq']) < Number(row['begin_seq']),
        changes: before === undefined ? [] : differences(kind.type, before, after),
      };
    }),
    hasEarlier: rows.length > most,
  };
}
