import type { Parameter, Row, Value } from './graph-store.ts';
import type { HeldRemovals } from './held-removals.ts';
import type { InstanceState, KnownHost } from './known-instance.ts';
import { PARKED } from './schema.ts';

type Query = (sql: string, params?: readonly Parameter[]) => Promise<readonly Row[]>;

/** A property for an object, absent where the value is null. */
function optional<Name extends string>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: number } {
  return (typeof value === 'number' ? { [name]: value } : {}) as {
    readonly [key in Name]?: number;
  };
}

async function knownHosts(
  query: Query,
  instanceId: number,
  fixedSince: number,
): Promise<readonly KnownHost[]> {
  const rows = await query(
    `SELECT a.ref, c.last_read_on, h.last_scanned_on, coalesce(f.findings, 0) AS findings
     FROM claim c
     JOIN asset_ref a ON a.no = c.asset_no AND a.end_seq IS NULL AND a.space = 'host'
     LEFT JOIN entity_host h ON h.scope_id = c.scope_id AND h.kind_id = c.kind_id AND h.key_hash = c.key_hash
       AND (h.end_seq IS NULL OR h.source = '${PARKED}')
     LEFT JOIN (SELECT asset_no, count(*) AS findings FROM entity_host_finding
       WHERE end_seq IS NULL AND instance_id = $1 AND (closed_reason IS DISTINCT FROM 'fixed' OR resolved_on >= $2)
       GROUP BY asset_no) AS f ON f.asset_no = c.asset_no
     WHERE c.instance_id = $1 ORDER BY length(a.ref), a.ref`,
    [instanceId, fixedSince],
  );
  return rows.map((row) => ({
    id: String(row['ref']),
    ...optional('lastReadOn', row['last_read_on']),
    ...optional('lastScannedOn', row['last_scanned_on']),
    findings: Number(row['findings']),
  }));
}

async function countOf(query: Query, sql: string, instanceId: number): Promise<number> {
  const [row] = await query(`SELECT count(*) AS count FROM ${sql}`, [instanceId]);
  return Number(row?.['count']);
}

const WEB_APPS = `claim c JOIN asset_ref a ON a.no = c.asset_no AND a.end_seq IS NULL AND a.space = 'web-app'
  WHERE c.instance_id = $1`;
const WEB_APP_FINDINGS = 'entity_web_app_finding WHERE end_seq IS NULL AND instance_id = $1';

/**
 * Reads what the last apply of an instance left.
 *
 * @param query runs one statement
 * @param fixedSince findings that were fixed earlier do not count; epoch milliseconds
 */
export async function readInstanceState(
  query: Query,
  instance: string,
  fixedSince: number,
): Promise<InstanceState | undefined> {
  const [last] = await query(
    `SELECT i.id, i.scope_id, a.run_id, a."at", a.report, s.state, s.scope_fingerprint
     FROM instance i JOIN apply a ON a.instance_id = i.id
     LEFT JOIN instance_state s ON s.instance_id = i.id
     WHERE i.kind = 'integration' AND i.name = $1 ORDER BY a.seq DESC LIMIT 1`,
    [instance],
  );
  if (last === undefined) return undefined;
  const qids = await query(
    `SELECT DISTINCT qid FROM entity_vulnerability
     WHERE end_seq IS NULL AND instance_id = $1 AND qid IS NOT NULL AND in_knowledge_base IS DISTINCT FROM FALSE ORDER BY qid`,
    [Number(last['scope_id'])],
  );
  const { state, scope_fingerprint: fingerprint } = last;
  const { held } = JSON.parse(String(last['report'])) as { readonly held?: HeldRemovals };
  return {
    runId: String(last['run_id']),
    at: Number(last['at']),
    ...(typeof state === 'string' ? { state } : {}),
    ...(typeof fingerprint === 'string' ? { scopeFingerprint: fingerprint } : {}),
    ...(held === undefined ? {} : { held }),
    hosts: await knownHosts(query, Number(last['id']), fixedSince),
    qids: qids.map(({ qid }) => Number(qid)),
    webApps: await countOf(query, WEB_APPS, Number(last['id'])),
    webAppFindings: await countOf(query, WEB_APP_FINDINGS, Number(last['id'])),
  };
}
