import type { ApplyContext } from './context.ts';
import { kindList } from './context.ts';

const TABLE = 'entity_vulnerability';

/** Ends vulnerabilities of the subscription whose QID no current finding has. */
export async function endUnusedVulnerabilities(context: ApplyContext): Promise<void> {
  const { session, seq, at, scopeId } = context;
  await session.run(`UPDATE ${TABLE} AS e SET end_seq = ${seq}, end_on = ${at}, closed_reason = 'notReported'
    WHERE e.end_seq IS NULL AND e.instance_id = ${scopeId}
      AND e.kind_id IN ${kindList(context, ({ type }) => type === 'qualys_vuln')}
      AND NOT EXISTS (
        SELECT 1 FROM (
          SELECT DISTINCT qid FROM entity_host_finding WHERE end_seq IS NULL AND scope_id = ${scopeId}
          UNION SELECT DISTINCT qid FROM entity_web_app_finding WHERE end_seq IS NULL AND scope_id = ${scopeId}) AS f
        WHERE f.qid = e.qid)`);
}

/**
 * Makes `vuln_cve` of the subscription say what its current vulnerabilities cover, and ends CVEs that none
 * covers.
 */
export async function settleCves(context: ApplyContext): Promise<void> {
  const { session, seq, at, scopeId } = context;
  const { dialect } = session;
  const cves = kindList(context, ({ type }) => type === 'cve');
  const vulns = kindList(context, ({ type }) => type === 'qualys_vuln');
  await session.run(`CREATE TEMP TABLE covers AS
    SELECT DISTINCT v.id AS vuln_id, v.qid, c.id AS cve_id
    FROM (SELECT e.id, e.qid, ${dialect.keyHash('lower(u.element)')} AS key_hash
      FROM ${TABLE} e, ${dialect.unnest('e.cve_ids', 'u')}
      WHERE e.end_seq IS NULL AND e.instance_id = ${scopeId} AND e.kind_id IN ${vulns}) AS v
    JOIN ${TABLE} c ON c.end_seq IS NULL AND c.instance_id = ${scopeId} AND c.kind_id IN ${cves}
      AND c.key_hash = v.key_hash`);
  await session.run(`UPDATE vuln_cve AS l SET end_seq = ${seq}
    WHERE l.end_seq IS NULL AND l.instance_id = ${scopeId} AND NOT EXISTS (
      SELECT 1 FROM covers c WHERE c.vuln_id = l.vuln_id AND c.cve_id = l.cve_id AND c.qid = l.qid)`);
  await session.run(`INSERT INTO vuln_cve (instance_id, qid, vuln_id, cve_id, begin_seq, end_seq)
    SELECT ${scopeId}, c.qid, c.vuln_id, c.cve_id, ${seq}, NULL FROM covers c
    WHERE NOT EXISTS (SELECT 1 FROM vuln_cve l WHERE l.end_seq IS NULL AND l.instance_id = ${scopeId}
      AND l.vuln_id = c.vuln_id AND l.cve_id = c.cve_id AND l.qid = c.qid)`);
  await session.run(`UPDATE ${TABLE} AS e SET end_seq = ${seq}, end_on = ${at}, closed_reason = 'notReported'
    WHERE e.end_seq IS NULL AND e.instance_id = ${scopeId} AND e.kind_id IN ${cves}
      AND e.id NOT IN (SELECT cve_id FROM covers)`);
}
