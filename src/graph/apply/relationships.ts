import { FAMILIES } from '../families.ts';
import { type ApplyContext, numberOf, queryNumber } from './context.ts';
import { registerEdgeKinds } from './register.ts';
import { segmentSource } from './segment-source.ts';

const COLUMNS =
  'id, instance_id, edge_kind_id, key, from_id, to_id, begin_seq, end_seq, version, hash, created_on, begin_on, end_on, props';

/** Counts of stated relationships that only the stage knows. */
export interface StatedOutcome {
  /** Relationships of which an end does not exist: left out. */
  readonly dangling: number;
  /** Distinct relationships brought, by type. */
  readonly seen: ReadonlyMap<string, number>;
}

/** Loads the stated relationships of the run, with their ends resolved, into `stated`. */
async function stageStated(context: ApplyContext): Promise<void> {
  const { session, pages, instanceId, scopeId } = context;
  const { dialect } = session;
  const withRelationships = pages.filter(({ rows }) => (rows['relationship'] ?? 0) > 0);
  const source = segmentSource(dialect, withRelationships, [
    ...['_row', '_type', '_class', '_key', '_from', '_to', '_hash', '_props'],
  ]);
  await session.run(`CREATE TEMP TABLE stated_row AS
    SELECT w._type AS type, w._class AS class, w._key AS key, min(w._hash) AS hash, any_value(w._props) AS props,
      ${dialect.keyHash('min(w._from)')} AS from_hash, ${dialect.keyHash('min(w._to)')} AS to_hash
    FROM ${source} WHERE w._row = 'relationship'
    GROUP BY w._type, w._class, w._key`);
  // A key names one entity of an instance; should two types share one, the older entity is meant.
  const tables = FAMILIES.map(
    ({ table }) => `SELECT e.key_hash, e.id, e.kind_id FROM ${table} e
      WHERE e.end_seq IS NULL AND e.instance_id IN (${instanceId}, ${scopeId})
        AND e.key_hash IN (SELECT from_hash FROM stated_row UNION SELECT to_hash FROM stated_row)`,
  );
  await session.run(`CREATE TEMP TABLE stated_end AS
    SELECT key_hash, min(id) AS id, arg_min(kind_id, id) AS kind_id FROM (${tables.join(' UNION ALL ')}) AS x
    GROUP BY key_hash`);
  await session.run(`CREATE TEMP TABLE stated AS
    SELECT r.type, r.class, r.key, r.hash, r.props, f.id AS from_id, t.id AS to_id,
      f.kind_id AS from_kind, t.kind_id AS to_kind
    FROM stated_row r
    LEFT JOIN stated_end f ON f.key_hash = r.from_hash
    LEFT JOIN stated_end t ON t.key_hash = r.to_hash`);
}

/** Registers the relationship types of the run and gives the rows their `edge_kind_id`. */
async function registerTypes({ session }: ApplyContext): Promise<void> {
  const kinds = await session.rows(
    'SELECT DISTINCT class, type, from_kind, to_kind FROM stated WHERE from_id IS NOT NULL AND to_id IS NOT NULL',
  );
  await registerEdgeKinds(
    session,
    kinds.map((row) => ({
      class: String(row['class']),
      type: String(row['type']),
      fromKind: numberOf(row['from_kind']),
      toKind: numberOf(row['to_kind']),
      origin: 'stated' as const,
    })),
  );
  await session.run(`CREATE TEMP TABLE stated_merge AS
    SELECT s.type, s.key, s.hash, s.props, s.from_id, s.to_id, k.id AS edge_kind_id
    FROM stated s JOIN edge_kind k ON k.type = s.type AND k.from_kind = s.from_kind AND k.to_kind = s.to_kind`);
}

/** Condition under which a stored relationship and one of `stated_merge` are the same. */
const SAME = 's.edge_kind_id = r.edge_kind_id AND s.key = r.key';

/** Merges the stated relationships of the run, and ends those whose end has ended. */
export async function mergeRelationships(context: ApplyContext): Promise<StatedOutcome> {
  const { session, seq, at, instanceId, completeTypes } = context;
  await stageStated(context);
  await registerTypes(context);
  const dangling = await queryNumber(
    session,
    'SELECT count(*) FROM stated WHERE from_id IS NULL OR to_id IS NULL',
  );
  const seen = await session.rows('SELECT type, count(*) AS count FROM stated_merge GROUP BY type');

  await session.run(`CREATE TEMP TABLE stated_new AS
    SELECT s.*, r.id, r.version, r.created_on FROM stated_merge s
    LEFT JOIN relationship r ON r.end_seq IS NULL AND r.instance_id = ${instanceId} AND ${SAME}
    WHERE r.id IS NULL OR r.hash <> s.hash OR r.from_id <> s.from_id OR r.to_id <> s.to_id`);
  await session.run(`UPDATE relationship SET end_seq = ${seq}, end_on = ${at}
    WHERE end_seq IS NULL AND id IN (SELECT id FROM stated_new)`);
  const complete = [...completeTypes].map((type) => session.dialect.literal(type)).join(', ');
  if (complete !== '') {
    await session.run(`UPDATE relationship AS r SET end_seq = ${seq}, end_on = ${at}
      WHERE r.end_seq IS NULL AND r.instance_id = ${instanceId}
        AND r.edge_kind_id IN (SELECT id FROM edge_kind WHERE origin = 'stated' AND type IN (${complete}))
        AND NOT EXISTS (SELECT 1 FROM stated_merge s WHERE ${SAME})`);
  }
  await session.run(`INSERT INTO relationship (${COLUMNS})
    SELECT coalesce(s.id, o.id, b.last + row_number() OVER ()), ${instanceId}, s.edge_kind_id, s.key, s.from_id, s.to_id,
      ${seq}, NULL, coalesce(s.version, o.version, 0) + 1, s.hash, coalesce(s.created_on, o.created_on, ${at}), ${at}, NULL, s.props
    FROM stated_new s
    CROSS JOIN (SELECT coalesce(max(id), 0) AS last FROM relationship) AS b
    LEFT JOIN (SELECT edge_kind_id, key, max(id) AS id, max(version) AS version, min(created_on) AS created_on
      FROM relationship WHERE end_seq IS NOT NULL AND instance_id = ${instanceId} GROUP BY edge_kind_id, key) AS o
      ON s.id IS NULL AND o.edge_kind_id = s.edge_kind_id AND o.key = s.key`);
  await endLoose(context);
  return {
    dangling,
    seen: new Map(seen.map((row) => [String(row['type']), numberOf(row['count'])])),
  };
}

/** Ends relationships of which an end ended in this apply, whoever owns them. */
export async function endLoose({ session, seq, at }: ApplyContext): Promise<void> {
  const gone = FAMILIES.map(
    ({ table }) => `SELECT id FROM ${table} o WHERE o.end_seq = ${seq}
      AND NOT EXISTS (SELECT 1 FROM ${table} n WHERE n.id = o.id AND n.end_seq IS NULL)`,
  );
  await session.run(`CREATE TEMP TABLE gone AS ${gone.join(' UNION ALL ')}`);
  await session.run(`UPDATE relationship SET end_seq = ${seq}, end_on = ${at}
    WHERE end_seq IS NULL AND (from_id IN (SELECT id FROM gone) OR to_id IN (SELECT id FROM gone))`);
  await session.run(`DELETE FROM relationship WHERE begin_seq = ${seq} AND end_seq = ${seq}`);
}
