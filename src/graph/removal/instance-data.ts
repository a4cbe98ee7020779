import { FAMILIES } from '../families.ts';
import type { Row } from '../graph-store.ts';
import type { DataCounts, InstanceData } from '../instance-removal.ts';

/** An instance in the graph. */
export interface FoundInstance {
  readonly id: number;
  /** Row of its subscription. */
  readonly scopeId: number;
  /** Whether no other instance has the subscription: everything shared goes with it. */
  readonly isLast: boolean;
}

/** Runs one statement of few rows. */
export type Query = (sql: string, params?: readonly (string | number)[]) => Promise<readonly Row[]>;

/** The instance with a name; undefined when no run of it was ever applied. */
export async function findInstance(
  query: Query,
  name: string,
  integrationType: string,
): Promise<FoundInstance | undefined> {
  const [row] = await query(
    `SELECT i.id AS id, i.scope_id AS scope, (SELECT count(*) FROM instance o
       WHERE o.kind = 'integration' AND o.scope_id = i.scope_id AND o.id <> i.id) AS others
     FROM instance i WHERE i.kind = 'integration' AND i.name = $1 AND i.integration_type = $2`,
    [name, integrationType],
  );
  if (row === undefined) return undefined;
  return { id: Number(row['id']), scopeId: Number(row['scope']), isLast: row['others'] === 0 };
}

/** What goes with an instance, counted. */
export async function countInstanceData(
  query: Query,
  instance: FoundInstance,
): Promise<InstanceData> {
  const { id, scopeId, isLast } = instance;
  const owned = FAMILIES.map(
    ({ table }) => `SELECT e.kind_id AS kind, e.id AS id FROM ${table} e
      WHERE e.end_seq IS NULL AND e.${isLast ? `scope_id = ${scopeId}` : `instance_id = ${id}`}`,
  );
  const parts = isLast ? owned : [...owned, ...unshared(instance)];
  const entities = await query(`SELECT k.type AS type, count(*) AS count
    FROM (${parts.join(' UNION ALL ')}) AS x JOIN kind k ON k.id = x.kind GROUP BY k.type ORDER BY k.type`);
  const relationships = await query(`SELECT k.type AS type, count(*) AS count
    FROM relationship r JOIN edge_kind k ON k.id = r.edge_kind_id
    WHERE r.end_seq IS NULL AND r.instance_id = ${id} GROUP BY k.type ORDER BY k.type`);
  return { entities: counts(entities), relationships: counts(relationships) };
}

/** Of what the subscription shares, what only this instance refers to. */
function unshared({ id, scopeId }: FoundInstance): readonly string[] {
  const hosts = FAMILIES.filter(({ isMapped }) => isMapped).map(
    ({ table }) => `SELECT e.kind_id AS kind, e.id AS id FROM ${table} e
      WHERE e.end_seq IS NULL AND e.instance_id = ${scopeId} AND e.source = 'system-mapper'
        AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.instance_id <> ${id}
          AND c.scope_id = e.scope_id AND c.kind_id = e.kind_id AND c.key_hash = e.key_hash)`,
  );
  const theirs = FAMILIES.filter(({ isOfFindings }) => isOfFindings).map(
    ({ table }) => `SELECT qid FROM ${table}
      WHERE end_seq IS NULL AND scope_id = ${scopeId} AND instance_id <> ${id} AND qid IS NOT NULL`,
  );
  const shared = (type: string) => `FROM entity_vulnerability e JOIN kind k ON k.id = e.kind_id
    WHERE k.type = '${type}' AND e.end_seq IS NULL AND e.instance_id = ${scopeId}`;
  const isUnused = (alias: string) => `${alias}.qid NOT IN (${theirs.join(' UNION ')})`;
  return [
    ...hosts,
    `SELECT e.kind_id AS kind, e.id AS id ${shared('qualys_vuln')} AND ${isUnused('e')}`,
    `SELECT e.kind_id AS kind, e.id AS id ${shared('cve')} AND NOT EXISTS (SELECT 1 FROM vuln_cve l
      WHERE l.end_seq IS NULL AND l.instance_id = ${scopeId} AND l.cve_id = e.id AND NOT (${isUnused('l')}))`,
  ];
}

function counts(rows: readonly Row[]): DataCounts {
  return Object.fromEntries(rows.map((row) => [String(row['type']), Number(row['count'])]));
}
