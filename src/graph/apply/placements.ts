import { relationshipType } from '../../model/edge-kind.ts';
import { FAMILIES, familyOf } from '../families.ts';
import { type ApplyContext, kindList, numberOf } from './context.ts';
import { registerEdgeKinds } from './register.ts';

/** Points every asset at the entity that stands for it now, and the findings on it too. */
export async function placeAssets({ session, seq }: ApplyContext): Promise<void> {
  // Of several instances that see one asset, the one that brought it last decides.
  await session.run(`CREATE TEMP TABLE asset_place AS
    SELECT a.no, a.scope_id, a.space, a.ref, a.entity_id AS before, p.entity_id AS after
    FROM asset_ref a
    LEFT JOIN (
      SELECT asset_no, scope_id, kind_id, key_hash,
        row_number() OVER (PARTITION BY asset_no ORDER BY seq DESC, instance_id) AS place
      FROM claim) AS c ON c.asset_no = a.no AND c.place = 1
    LEFT JOIN placement p ON p.scope_id = c.scope_id AND p.kind_id = c.kind_id AND p.key_hash = c.key_hash
    WHERE a.end_seq IS NULL`);
  await session.run(`CREATE TEMP TABLE asset_moved AS
    SELECT * FROM asset_place WHERE before IS DISTINCT FROM after`);
  await session.run(`UPDATE asset_ref SET end_seq = ${seq}
    WHERE end_seq IS NULL AND no IN (SELECT no FROM asset_moved)`);
  await session.run(`DELETE FROM asset_ref WHERE begin_seq = ${seq} AND end_seq = ${seq}`);
  await session.run(`INSERT INTO asset_ref (no, scope_id, space, ref, entity_id, begin_seq, end_seq)
    SELECT no, scope_id, space, ref, after, ${seq}, NULL FROM asset_moved`);
  for (const { table, isOfFindings } of FAMILIES) {
    if (!isOfFindings) continue;
    // What stands for nothing any more keeps what it stood for: earlier times are asked for it, and now it is not there.
    await session.run(`UPDATE ${table} SET asset_ref = m.after FROM asset_moved m
      WHERE ${table}.end_seq IS NULL AND ${table}.asset_no = m.no AND m.after IS NOT NULL`);
  }
  await session.run(`CREATE TEMP TABLE asset_now AS
    SELECT n.space, n.ref, n.no, p.after AS entity_id FROM asset_number n JOIN asset_place p ON p.no = n.no`);
}

/** Makes the relationships SCANS of all instances equal to their claims. */
export async function placeScans(context: ApplyContext): Promise<void> {
  const { session, seq, at } = context;
  await session.run(`CREATE TEMP TABLE scan AS
    SELECT DISTINCT c.instance_id, c.scanner_id AS from_id, p.after AS to_id
    FROM claim c JOIN asset_place p ON p.no = c.asset_no
    WHERE p.after IS NOT NULL AND c.scanner_id IS NOT NULL`);
  // Nobody scans a finding: without this the join looks at all of them.
  const findings = kindList(context, ({ type }) => familyOf(type).isOfFindings);
  const mapped = `edge_kind_id IN (SELECT id FROM edge_kind WHERE origin = 'mapped')`;
  await session.run(`UPDATE relationship AS r SET end_seq = ${seq}, end_on = ${at}
    WHERE r.end_seq IS NULL AND r.${mapped} AND NOT EXISTS (
      SELECT 1 FROM scan s WHERE s.instance_id = r.instance_id AND s.from_id = r.from_id AND s.to_id = r.to_id)`);
  await session.run(`CREATE TEMP TABLE new_scan AS
    SELECT s.instance_id, s.from_id, s.to_id, f.kind_id AS from_kind, t.kind_id AS to_kind,
      f.key || '|scans|' || t.key AS key
    FROM scan s
    JOIN entity f ON f.id = s.from_id AND f.end_seq IS NULL AND f.kind_id NOT IN ${findings}
    JOIN entity t ON t.id = s.to_id AND t.end_seq IS NULL AND t.kind_id NOT IN ${findings}
    WHERE NOT EXISTS (SELECT 1 FROM relationship r WHERE r.end_seq IS NULL AND r.${mapped}
      AND r.instance_id = s.instance_id AND r.from_id = s.from_id AND r.to_id = s.to_id)`);
  const pairs = await session.rows('SELECT DISTINCT from_kind, to_kind FROM new_scan');
  const typeOf = new Map(context.kinds.map(({ id, type }) => [id, type]));
  await registerEdgeKinds(
    session,
    pairs.map((row) => {
      const fromKind = numberOf(row['from_kind']);
      const toKind = numberOf(row['to_kind']);
      return {
        class: 'SCANS',
        type: relationshipType(typeOf.get(fromKind) ?? '', 'SCANS', typeOf.get(toKind) ?? ''),
        fromKind,
        toKind,
        origin: 'mapped' as const,
      };
    }),
  );
  await session.run(`INSERT INTO relationship
      (id, instance_id, edge_kind_id, key, from_id, to_id, begin_seq, end_seq, version, hash, created_on, begin_on, end_on, props)
    SELECT coalesce(o.id, b.last + row_number() OVER ()), n.instance_id, k.id, n.key, n.from_id, n.to_id,
      ${seq}, NULL, coalesce(o.version, 0) + 1, 0, coalesce(o.created_on, ${at}), ${at}, NULL, NULL
    FROM new_scan n
    CROSS JOIN (SELECT coalesce(max(id), 0) AS last FROM relationship) AS b
    JOIN edge_kind k ON k.class = 'SCANS' AND k.origin = 'mapped' AND k.from_kind = n.from_kind AND k.to_kind = n.to_kind
    LEFT JOIN (SELECT instance_id, edge_kind_id, key, max(id) AS id, max(version) AS version, min(created_on) AS created_on
      FROM relationship WHERE end_seq IS NOT NULL GROUP BY instance_id, edge_kind_id, key) AS o
      ON o.instance_id = n.instance_id AND o.edge_kind_id = k.id AND o.key = n.key`);
}
