import { readRunSpool, type StoredPage } from '../../spool/index.ts';
import { GraphError } from '../errors.ts';
import { FAMILIES, type Family, OTHER_FAMILY } from '../families.ts';
import type { ApplyReport, ApplyRequest } from '../graph-store.ts';
import type { SqlSession } from '../sql-session.ts';
import { findSuspicious, hold, holdNothing } from './brake.ts';
import { notePresent, settleClaims, stageClaims, yieldToLowerOrder } from './claims.ts';
import { type ApplyContext, MODEL_INTEGRATION, queryNumber } from './context.ts';
import { endUnreported, tidy } from './endings.ts';
import { moveLastRead } from './last-read.ts';
import { endLeaving, noteLeaving } from './leaving.ts';
import { placeTargets } from './mapper.ts';
import { mergeFamily } from './merge-family.ts';
import { findMerged, moveFirstDates, noneMerged, noteVanished } from './merged-hosts.ts';
import { placeAssets, placeScans } from './placements.ts';
import { endFindingsOfPurged, notePurged } from './purged.ts';
import { modelEdgeKinds, registerEdgeKinds, registerInstance, registerKinds } from './register.ts';
import { mergeRelationships } from './relationships.ts';
import { type Remembered, recall, remember } from './remember.ts';
import { makeReport } from './report.ts';
import { seenByKind, settleDuplicates, stageRun } from './stage.ts';
import { endUnusedVulnerabilities, settleCves } from './vulnerabilities.ts';

/** What applying needs of a database. */
export interface ApplyDatabase {
  write<Result>(
    action: string,
    work: (session: SqlSession) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  checkpoint(): Promise<void>;
}

const ACTION = 'apply a run';

/** Families by what refers to what: scanners, then the hosts they scan, then the findings on these. */
const FINDING_FAMILIES = FAMILIES.filter(({ isOfFindings }) => isOfFindings);
const VULNERABILITY_FAMILY = FAMILIES.filter(({ types }) => types.includes('cve'));
const HOST_FAMILIES = FAMILIES.filter(
  (family) =>
    family !== OTHER_FAMILY &&
    !FINDING_FAMILIES.includes(family) &&
    !VULNERABILITY_FAMILY.includes(family),
);

/** The stored report of a run that was applied. */
async function storedReport(session: SqlSession, runId: string): Promise<ApplyReport | undefined> {
  const [row] = await session.rows('SELECT report FROM apply WHERE run_id = $1', [runId]);
  // A report of an earlier version does not say everything.
  return typeof row?.['report'] === 'string'
    ? { closed: {}, reopened: 0, merged: 0, ...JSON.parse(row['report']) }
    : undefined;
}

async function pagesOf({ spoolDir, runId }: ApplyRequest): Promise<readonly StoredPage[]> {
  const spool = await readRunSpool(spoolDir);
  if (spool.header.runId !== runId) {
    throw new GraphError('G_BAD_RUN', { path: spoolDir, run: runId });
  }
  const pages: StoredPage[] = [];
  for await (const page of spool.pages()) pages.push(page);
  return pages;
}

async function prepare(
  session: SqlSession,
  request: ApplyRequest,
  pages: readonly StoredPage[],
): Promise<{ readonly context: ApplyContext; readonly before: Remembered }> {
  const ids = await registerInstance(session, request.instance);
  const before = await recall(session, ids.instanceId);
  const kinds = await registerKinds(session, pages);
  await registerEdgeKinds(session, modelEdgeKinds(kinds));
  for (const property of new Set(pages.flatMap(({ mixed }) => mixed))) {
    await session.run(
      'INSERT INTO mixed_property SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM mixed_property WHERE property = $1)',
      [property],
    );
  }
  const { scope } = request;
  const context = {
    session,
    seq: (await queryNumber(session, 'SELECT max(seq) FROM apply')) + 1,
    at: request.at,
    ...ids,
    isModelIntegration: request.instance.integrationType === MODEL_INTEGRATION,
    kinds,
    completeTypes: new Set(request.completeTypes),
    scope,
    isScopeChanged:
      scope !== undefined &&
      before.scopeFingerprint !== undefined &&
      before.scopeFingerprint !== scope.fingerprint,
    pages,
  };
  return { context, before };
}

/** Everything between BEGIN and COMMIT. */
async function merge(
  context: ApplyContext,
  { runId, acceptRemovals }: ApplyRequest,
): Promise<ApplyReport> {
  const { hasLight } = await stageRun(context);
  const refreshed = new Map<number, number>();
  const mergeAll = async (families: readonly Family[]): Promise<void> => {
    for (const family of families) {
      for (const [kind, count] of await mergeFamily(context, family, hasLight)) {
        refreshed.set(kind, count);
      }
    }
  };

  await stageClaims(context);
  await notePresent(context);
  await settleDuplicates(context);
  await yieldToLowerOrder(context);
  const seen = await seenByKind(context);

  const purged = await notePurged(context);
  if (purged > 0) await noteVanished(context);
  // Vulnerabilities before findings: their severity says why a finding is not reported any more.
  await mergeAll([OTHER_FAMILY, ...HOST_FAMILIES, ...VULNERABILITY_FAMILY]);
  const merged = purged > 0 ? await findMerged(context) : 0;
  if (purged === 0) await noneMerged(context);
  const leaving = await noteLeaving(context);
  await holdNothing(context);
  const held =
    purged + leaving > 0 && context.isModelIntegration
      ? await findSuspicious(context, acceptRemovals)
      : undefined;
  if (held !== undefined) await hold(context);
  /** With this nothing ends for not being there. */
  const removing: ApplyContext =
    held === undefined ? context : { ...context, completeTypes: new Set() };

  // Before targets are placed: what has gone stands for none of them.
  await endUnreported(removing, [OTHER_FAMILY, ...HOST_FAMILIES, ...VULNERABILITY_FAMILY]);
  await settleClaims(context);
  const mapper = await placeTargets(context);
  await placeAssets(context);
  await moveLastRead(context);

  await mergeAll(FINDING_FAMILIES);
  const hasMoved = await moveFirstDates(context, merged);
  await endFindingsOfPurged(context);
  await endLeaving(context);
  await endUnusedVulnerabilities(context);
  await settleCves(context);
  await tidy(context);

  await placeScans(context);
  const stated = await mergeRelationships(removing);
  return makeReport(context, runId, { seen, refreshed, mapper, stated, merged, hasMoved, held });
}

async function commit(
  session: SqlSession,
  { seq, instanceId, at }: ApplyContext,
  report: ApplyReport,
  { state, scope }: ApplyRequest,
  before: Remembered,
): Promise<void> {
  await session.run(
    'INSERT INTO apply (seq, run_id, instance_id, "at", report) VALUES ($1, $2, $3, $4, $5)',
    [seq, report.runId, instanceId, at, JSON.stringify(report)],
  );
  await remember(session, instanceId, {
    state: state ?? before.state,
    // After held removals the change of the scope is still to come.
    scopeFingerprint:
      report.held !== undefined && before.scopeFingerprint !== undefined
        ? before.scopeFingerprint
        : (scope?.fingerprint ?? before.scopeFingerprint),
  });
  await session.run('COMMIT');
}

async function rollback(session: SqlSession): Promise<void> {
  try {
    await session.run('ROLLBACK');
  } catch {
    // A statement that failed badly enough has ended the transaction already: that is a rollback too.
  }
}

/**
 * Merges a run into the graph; see `GraphStore.apply`.
 *
 * @throws {GraphError} G_DUPLICATE_KEY, G_OTHER_SUBSCRIPTION, G_BAD_RUN, G_OUT_OF_MEMORY, G_DISK_FULL,
 *   G_CANCELLED; the graph is as it was then
 * @throws {SpoolError} if the folder of the run cannot be read
 */
export async function applyRun(
  database: ApplyDatabase,
  request: ApplyRequest,
): Promise<ApplyReport> {
  const { runId, signal } = request;
  const stored = await database.write(ACTION, (session) => storedReport(session, runId), signal);
  if (stored !== undefined) return stored;

  let report: ApplyReport | undefined;
  try {
    report = await database.write(
      ACTION,
      async (session) => {
        const pages = await pagesOf(request);
        await session.run('BEGIN');
        try {
          const { context, before } = await prepare(session, request, pages);
          const made = await merge(context, request);
          await commit(session, context, made, request, before);
          return made;
        } catch (error) {
          await rollback(session);
          throw error;
        }
      },
      signal,
    );
  } catch (error) {
    // An error at COMMIT does not say whether it happened; the row in `apply` does.
    report = await database.write('look up a run', (session) => storedReport(session, runId));
    if (report === undefined) throw error;
  }
  await database.checkpoint();
  return report;
}
