import { ENTITY_KINDS } from '../../model/entity-kinds.ts';
import type { ApplyDatabase } from '../apply/apply-run.ts';
import { type ApplyContext, MODEL_INTEGRATION, numberOf, queryNumber } from '../apply/context.ts';
import { tidy } from '../apply/endings.ts';
import { placeTargets } from '../apply/mapper.ts';
import { placeAssets, placeScans } from '../apply/placements.ts';
import { endLoose } from '../apply/relationships.ts';
import { endUnusedVulnerabilities, settleCves } from '../apply/vulnerabilities.ts';
import { FAMILIES } from '../families.ts';
import type { RemovalReport, RemovalRequest } from '../instance-removal.ts';
import type { SqlSession } from '../sql-session.ts';
import { countInstanceData, type FoundInstance, findInstance } from './instance-data.ts';

const ACTION = 'remove an instance';

/**
 * Removes everything that an instance owns, with its whole history, in one transaction; see
 * `GraphStore.removeInstance`. What its subscription shares stays as far as another instance refers to it, and
 * has the values that were read last, whoever read them.
 */
export async function removeInstance(
  database: ApplyDatabase,
  request: RemovalRequest,
): Promise<RemovalReport | undefined> {
  let report: RemovalReport | undefined;
  try {
    report = await database.write(
      ACTION,
      (session) => inTransaction(session, request),
      request.signal,
    );
  } catch (error) {
    // An error at COMMIT does not say whether it happened; the row in `apply` does.
    report = await database.write('look up a removal', (session) => stored(session, request));
    if (report === undefined) throw error;
  }
  if (report !== undefined) await database.checkpoint();
  return report;
}

async function inTransaction(
  session: SqlSession,
  request: RemovalRequest,
): Promise<RemovalReport | undefined> {
  const { instance, integrationType } = request;
  const found = await findInstance(session.rows, instance, integrationType);
  if (found === undefined) return undefined;
  await session.run('BEGIN');
  try {
    const report = await remove(session, found, request);
    await session.run('COMMIT');
    return report;
  } catch (error) {
    await session.run('ROLLBACK').catch(() => {
      // A statement that failed badly enough has ended the transaction already: that is a rollback too.
    });
    throw error;
  }
}

async function stored(
  session: SqlSession,
  { removalId }: RemovalRequest,
): Promise<RemovalReport | undefined> {
  const [row] = await session.rows('SELECT report FROM apply WHERE run_id = $1', [removalId]);
  return typeof row?.['report'] === 'string' ? JSON.parse(row['report']) : undefined;
}

async function remove(
  session: SqlSession,
  found: FoundInstance,
  { removalId, at, integrationType }: RemovalRequest,
): Promise<RemovalReport> {
  const data = await countInstanceData(session.rows, found);
  const context = await contextOf(session, found, at, integrationType);
  await session.run('CREATE TEMP TABLE removed (id BIGINT)');
  await removeOwn(session, found);
  if (!found.isLast) await removeUnshared(session, found);
  await forget(session, found);
  await settle(context, found);
  await forgetKinds(session);
  const report = { ...data, seq: context.seq };
  await session.run(
    'INSERT INTO apply (seq, run_id, instance_id, "at", report) VALUES ($1, $2, NULL, $3, $4)',
    [context.seq, removalId, at, JSON.stringify(report)],
  );
  return report;
}

async function contextOf(
  session: SqlSession,
  { id, scopeId }: FoundInstance,
  at: number,
  integrationType: string,
): Promise<ApplyContext> {
  const kinds = await session.rows('SELECT id, type, classes FROM kind');
  return {
    session,
    seq: (await queryNumber(session, 'SELECT max(seq) FROM apply')) + 1,
    at,
    instanceId: id,
    scopeId,
    isModelIntegration: integrationType === MODEL_INTEGRATION,
    kinds: kinds.map((row) => ({
      id: numberOf(row['id']),
      type: String(row['type']),
      classes: Array.isArray(row['classes']) ? row['classes'].map(String) : [],
    })),
    completeTypes: new Set(),
    scope: undefined,
    isScopeChanged: false,
    pages: [],
  };
}

/** Every version of what the instance owns, and its claims; with the last one all of the subscription. */
async function removeOwn(
  session: SqlSession,
  { id, scopeId, isLast }: FoundInstance,
): Promise<void> {
  const own = isLast ? `scope_id = ${scopeId}` : `instance_id = ${id}`;
  await session.run(`DELETE FROM claim WHERE ${own}`);
  await session.run(`DELETE FROM relationship WHERE instance_id = ${id}`);
  for (const { table } of FAMILIES) {
    await session.run(`INSERT INTO removed SELECT DISTINCT id FROM ${table} WHERE ${own}`);
    await session.run(`DELETE FROM ${table} WHERE ${own}`);
  }
  if (isLast) await session.run(`DELETE FROM vuln_cve WHERE instance_id = ${scopeId}`);
}

/** What the subscription shares and nothing refers to any more, now or in the past of another instance. */
async function removeUnshared(session: SqlSession, { scopeId }: FoundInstance): Promise<void> {
  const findings = FAMILIES.filter(({ isOfFindings }) => isOfFindings);
  const of = (column: string) =>
    findings
      .map(
        ({ table }) =>
          `SELECT ${column} FROM ${table} WHERE scope_id = ${scopeId} AND ${column} IS NOT NULL`,
      )
      .join(' UNION ');
  const take = async (table: string, condition: string) => {
    await session.run(`CREATE TEMP TABLE unshared AS
      SELECT DISTINCT e.id FROM ${table} e WHERE e.instance_id = ${scopeId} AND ${condition}`);
    await session.run('INSERT INTO removed SELECT id FROM unshared');
    await session.run(`DELETE FROM ${table} WHERE id IN (SELECT id FROM unshared)`);
    await session.run('DROP TABLE unshared');
  };
  const kind = (type: string) => `e.kind_id = (SELECT id FROM kind WHERE type = '${type}')`;
  for (const { table, isMapped } of FAMILIES) {
    if (!isMapped) continue;
    await take(
      table,
      `e.source <> 'integration-external' AND NOT EXISTS (SELECT 1 FROM claim c
          WHERE c.scope_id = e.scope_id AND c.kind_id = e.kind_id AND c.key_hash = e.key_hash)
        AND NOT EXISTS (SELECT 1 FROM relationship r WHERE r.to_id = e.id)
        AND e.id NOT IN (${of('asset_ref')})`,
    );
  }
  await take('entity_vulnerability', `${kind('qualys_vuln')} AND e.qid NOT IN (${of('qid')})`);
  await session.run(`DELETE FROM vuln_cve
    WHERE instance_id = ${scopeId} AND vuln_id IN (SELECT id FROM removed)`);
  await take(
    'entity_vulnerability',
    `${kind('cve')} AND e.id NOT IN (SELECT cve_id FROM vuln_cve WHERE instance_id = ${scopeId})`,
  );
}

/** What pointed at something that is no more, and what is kept of the instance besides entities. */
async function forget(session: SqlSession, { id, scopeId, isLast }: FoundInstance): Promise<void> {
  const findings = FAMILIES.filter(({ isOfFindings }) => isOfFindings);
  await session.run(`DELETE FROM relationship
    WHERE from_id IN (SELECT id FROM removed) OR to_id IN (SELECT id FROM removed)`);
  // Numbers of entities are given out again: nothing may be left that has one of these.
  for (const { table } of findings) {
    await session.run(
      `UPDATE ${table} SET asset_ref = NULL WHERE asset_ref IN (SELECT id FROM removed)`,
    );
  }
  await session.run(`DELETE FROM pending_merge WHERE instance_id = ${id}`);
  if (isLast) {
    await session.run(`DELETE FROM asset_ref WHERE scope_id = ${scopeId}`);
  } else {
    const used = [
      'SELECT asset_no AS no FROM claim',
      'SELECT old_no FROM pending_merge UNION SELECT new_no FROM pending_merge',
      ...findings.map(({ table }) => `SELECT asset_no FROM ${table} WHERE asset_no IS NOT NULL`),
    ];
    await session.run(`DELETE FROM asset_ref
      WHERE scope_id = ${scopeId} AND no NOT IN (${used.join(' UNION ')})`);
  }
  await session.run(`DELETE FROM asset_ref
    WHERE end_seq IS NOT NULL AND entity_id IN (SELECT id FROM removed)`);
  for (const table of ['instance_state', 'apply']) {
    await session.run(`DELETE FROM ${table} WHERE instance_id = ${id}`);
  }
  await session.run(`DELETE FROM instance WHERE id IN (${isLast ? `${id}, ${scopeId}` : id})`);
}

/** Lets what is left follow: what only the past refers to ends, and assets are placed anew. */
async function settle(context: ApplyContext, { isLast }: FoundInstance): Promise<void> {
  const { session } = context;
  // What a run notes for these steps; here there is nothing of it.
  await session.run('CREATE TEMP TABLE merged_asset (kind_id SMALLINT, key_hash BIGINT)');
  await session.run('CREATE TEMP TABLE purged_asset (kind_id SMALLINT, key_hash BIGINT)');
  await session.run('CREATE TEMP TABLE asset_number (space VARCHAR, ref VARCHAR, no INTEGER)');
  await placeTargets(context);
  await placeAssets(context);
  if (!isLast) {
    await endUnusedVulnerabilities(context);
    await settleCves(context);
  }
  await tidy(context);
  await placeScans(context);
  await endLoose(context);
}

/** Types of other integrations of which nothing is left are not types of this graph any more. */
async function forgetKinds(session: SqlSession): Promise<void> {
  const { dialect } = session;
  const declared = ENTITY_KINDS.map(({ type }) => dialect.literal(type)).join(', ');
  const used = FAMILIES.map(({ table }) => `SELECT DISTINCT kind_id FROM ${table}`);
  await session.run(`CREATE TEMP TABLE unused_kind AS
    SELECT id FROM kind WHERE type NOT IN (${declared}) AND id NOT IN (${used.join(' UNION ')})`);
  await session.run(`DELETE FROM edge_kind
    WHERE from_kind IN (SELECT id FROM unused_kind) OR to_kind IN (SELECT id FROM unused_kind)`);
  await session.run('DELETE FROM kind WHERE id IN (SELECT id FROM unused_kind)');
}
