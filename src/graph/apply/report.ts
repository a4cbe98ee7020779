import { FAMILIES } from '../families.ts';
import type { ApplyCounts, ApplyReport } from '../graph-store.ts';
import type { HeldRemovals } from '../held-removals.ts';
import { PARKED } from '../schema.ts';
import { closedByReason, countReopened } from './closed.ts';
import { type ApplyContext, numberOf, queryNumber } from './context.ts';
import type { MapperOutcome } from './mapper.ts';
import type { StatedOutcome } from './relationships.ts';

/** What only the steps of an apply know. */
export interface StepOutcomes {
  /** Entities that the run brought, by kind. */
  readonly seen: ReadonlyMap<number, number>;
  /** Entities changed in place, by kind. */
  readonly refreshed: ReadonlyMap<number, number>;
  readonly mapper: MapperOutcome;
  readonly stated: StatedOutcome;
  /** Hosts that took over the place of another. */
  readonly merged: number;
  /** Whether the temporary table `moved` is there. */
  readonly hasMoved: boolean;
  readonly held: HeldRemovals | undefined;
}

const ANY_CHANGE = { isNew: 'TRUE', isGone: 'TRUE' };

/** What took over the place of another, and what had the place before, has neither come nor gone. */
const BUT_MERGED = {
  isNew: 'id NOT IN (SELECT id FROM moved)',
  isGone: `closed_reason IS DISTINCT FROM 'merged'`,
};

/**
 * Counts by kind what began and ended in this apply. Read off the tables and not added up by the steps: this
 * is what the graph will say. `isNew` and `isGone` are conditions on the id and on a row.
 */
function changes(
  table: string,
  group: string,
  seq: number,
  condition: string,
  { isNew, isGone }: { readonly isNew: string; readonly isGone: string } = ANY_CHANGE,
): string {
  return `SELECT grp,
      count(*) FILTER (WHERE begins AND NOT ends AND ${isNew}) AS created,
      count(*) FILTER (WHERE begins AND ends) AS updated,
      count(*) FILTER (WHERE ends AND NOT begins AND gone) AS deleted
    FROM (SELECT id, min(${group}) AS grp, bool_and(${isGone}) AS gone, coalesce(bool_or(begin_seq = ${seq}), FALSE) AS begins, coalesce(bool_or(end_seq = ${seq}), FALSE) AS ends
      FROM ${table} WHERE (begin_seq = ${seq} OR end_seq = ${seq}) AND ${condition} GROUP BY id) AS x
    GROUP BY grp`;
}

const NOTHING: ApplyCounts = { seen: 0, created: 0, updated: 0, deleted: 0, refreshed: 0 };

function withoutEmpty(counts: ReadonlyMap<string, ApplyCounts>): Record<string, ApplyCounts> {
  return Object.fromEntries(
    [...counts].filter(([, entry]) => Object.values(entry).some((number) => number > 0)),
  );
}

async function entityCounts(
  { session, seq, kinds }: ApplyContext,
  { seen, refreshed, hasMoved }: StepOutcomes,
): Promise<Record<string, ApplyCounts>> {
  const rows = await session.rows(
    FAMILIES.map(({ table }) =>
      changes(table, 'kind_id', seq, `source <> '${PARKED}'`, hasMoved ? BUT_MERGED : ANY_CHANGE),
    ).join(' UNION ALL '),
  );
  const byKind = new Map(rows.map((row) => [numberOf(row['grp']), row]));
  return withoutEmpty(
    new Map(
      kinds.map(({ id, type }): [string, ApplyCounts] => [
        type,
        {
          seen: seen.get(id) ?? 0,
          created: numberOf(byKind.get(id)?.['created']),
          updated: numberOf(byKind.get(id)?.['updated']),
          deleted: numberOf(byKind.get(id)?.['deleted']),
          refreshed: refreshed.get(id) ?? 0,
        },
      ]),
    ),
  );
}

async function relationshipCounts(
  { session, seq, instanceId }: ApplyContext,
  { seen }: StatedOutcome,
): Promise<Record<string, ApplyCounts>> {
  const rows = await session.rows(
    `SELECT k.type, sum(c.created) AS created, sum(c.updated) AS updated, sum(c.deleted) AS deleted
     FROM (${changes('relationship', 'edge_kind_id', seq, 'TRUE')}) AS c JOIN edge_kind k ON k.id = c.grp
     GROUP BY k.type`,
  );
  const scans = await session.rows(
    `SELECT k.type, count(*) AS count FROM relationship r JOIN edge_kind k ON k.id = r.edge_kind_id
     JOIN (SELECT DISTINCT p.after AS id FROM staged_claim c JOIN asset_place p ON p.no = c.no) AS t ON t.id = r.to_id
     WHERE k.origin = 'mapped' AND r.end_seq IS NULL AND r.instance_id = ${instanceId} GROUP BY k.type`,
  );
  const counts = new Map<string, ApplyCounts>();
  const add = (type: string, part: Partial<ApplyCounts>): void => {
    counts.set(type, { ...NOTHING, ...counts.get(type), ...part });
  };
  for (const [type, count] of seen) add(type, { seen: count });
  for (const row of scans) add(String(row['type']), { seen: numberOf(row['count']) });
  for (const row of rows) {
    add(String(row['type']), {
      created: numberOf(row['created']),
      updated: numberOf(row['updated']),
      deleted: numberOf(row['deleted']),
    });
  }
  return withoutEmpty(counts);
}

/** Says what the apply did. */
export async function makeReport(
  context: ApplyContext,
  runId: string,
  outcomes: StepOutcomes,
): Promise<ApplyReport> {
  const findings = FAMILIES.filter(({ isOfFindings }) => isOfFindings).map(
    ({ table }) =>
      `SELECT 1 FROM ${table} WHERE end_seq IS NULL AND asset_no IS NOT NULL AND asset_ref IS NULL AND instance_id = ${context.instanceId}`,
  );
  return {
    runId,
    seq: context.seq,
    entities: await entityCounts(context, outcomes),
    relationships: await relationshipCounts(context, outcomes.stated),
    ambiguousMappings: outcomes.mapper.ambiguous,
    matchedMappings: outcomes.mapper.matched,
    danglingRelationships: outcomes.stated.dangling,
    ...(outcomes.held === undefined ? {} : { held: outcomes.held }),
    closed: await closedByReason(context),
    reopened: await countReopened(context),
    merged: outcomes.merged,
    unplacedFindings: await queryNumber(
      context.session,
      `SELECT count(*) FROM (${findings.join(' UNION ALL ')}) AS x`,
    ),
  };
}
