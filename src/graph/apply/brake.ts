import { FAMILIES, familyOf } from '../families.ts';
import type { AcceptedRemovals } from '../graph-store.ts';
import type { HeldRemovals } from '../held-removals.ts';
import { type ApplyContext, numberOf } from './context.ts';

/** A run that removes no more than this many of a group goes through, however few there are. */
const UNSUSPICIOUS = 50;
/** So does one that removes no more than this share. */
const UNSUSPICIOUS_SHARE = 0.05;
/** Between a held run and the next some more may have gone: this much is let pass above what was accepted. */
const ACCEPTED_MARGIN = 1.05;

/** What is looked at together. */
interface Group {
  /** In words, for the reason. */
  readonly name: string;
  readonly types: readonly string[];
}

const GROUPS: readonly Group[] = [
  { name: 'hosts', types: familyOf('discovered_host').types },
  { name: 'web applications', types: ['web_app'] },
  { name: 'findings on hosts', types: ['qualys_host_finding'] },
  { name: 'findings on web applications', types: ['qualys_web_app_finding'] },
];

interface Removal {
  readonly removals: number;
  readonly of: number;
}

/** Numbers by kind. */
type Counts = ReadonlyMap<number, number>;

async function counts({ session }: ApplyContext, selects: readonly string[]): Promise<Counts> {
  const rows = await session.rows(
    `SELECT kind_id, sum(n) AS n FROM (${selects.join(' UNION ALL ')}) AS x GROUP BY kind_id`,
  );
  return new Map(rows.map((row) => [numberOf(row['kind_id']), numberOf(row['n'])]));
}

const FINDING_TABLES = FAMILIES.filter(({ isOfFindings }) => isOfFindings).map(
  ({ table }) => table,
);

/** What would be removed: ends for another reason than that it was fixed or merged. */
function removed(context: ApplyContext): Promise<Counts> {
  const gone = 'SELECT no FROM purged_asset WHERE no NOT IN (SELECT old_no FROM merged_asset)';
  return counts(context, [
    `SELECT kind_id, count(*) AS n FROM purged_asset WHERE no IN (${gone}) GROUP BY kind_id`,
    `SELECT kind_id, count(*) AS n FROM leaving WHERE reason <> 'fixed' GROUP BY kind_id`,
    ...FINDING_TABLES.map(
      (table) => `SELECT kind_id, count(*) AS n FROM ${table}
        WHERE end_seq IS NULL AND instance_id = ${context.instanceId} AND closed_reason IS DISTINCT FROM 'fixed'
          AND asset_no IN (${gone}) GROUP BY kind_id`,
    ),
  ]);
}

/** What the instance has. */
function stored(context: ApplyContext): Promise<Counts> {
  const { instanceId } = context;
  return counts(context, [
    `SELECT kind_id, count(*) AS n FROM claim WHERE instance_id = ${instanceId} GROUP BY kind_id`,
    ...FINDING_TABLES.map(
      (table) => `SELECT kind_id, count(*) AS n FROM ${table}
        WHERE end_seq IS NULL AND instance_id = ${instanceId} GROUP BY kind_id`,
    ),
  ]);
}

function total(removals: ReadonlyMap<string, Removal>, { types }: Group): Removal {
  const parts = types.map((type) => removals.get(type));
  return {
    removals: parts.reduce((sum, part) => sum + (part?.removals ?? 0), 0),
    of: parts.reduce((sum, part) => sum + (part?.of ?? 0), 0),
  };
}

function isSuspicious(
  { removals, of }: Removal,
  group: Group,
  accepted: AcceptedRemovals | undefined,
): boolean {
  if (removals <= UNSUSPICIOUS || removals <= of * UNSUSPICIOUS_SHARE) return false;
  const upTo = group.types.reduce((sum, type) => sum + (accepted?.upTo[type] ?? 0), 0);
  return removals > upTo * ACCEPTED_MARGIN + UNSUSPICIOUS;
}

function words(number: number): string {
  return number.toLocaleString('en-US');
}

/**
 * Decides whether the removals of a run are held, all of them: if those of any group are suspiciously many
 * and nobody accepted as many. A list that came back short must not empty the graph.
 */
export async function findSuspicious(
  context: ApplyContext,
  accepted: AcceptedRemovals | undefined,
): Promise<HeldRemovals | undefined> {
  const byKind = await removed(context);
  const all = [...byKind.values()].reduce((sum, number) => sum + number, 0);
  if (all <= UNSUSPICIOUS) return undefined;
  const of = await stored(context);
  const removals = new Map(
    context.kinds
      .filter(({ id, type }) => byKind.has(id) || GROUPS.some(({ types }) => types.includes(type)))
      .map(({ id, type }): [string, Removal] => [
        type,
        { removals: byKind.get(id) ?? 0, of: of.get(id) ?? 0 },
      ]),
  );
  const suspicious = GROUPS.map((group) => ({ group, sum: total(removals, group) })).filter(
    ({ group, sum }) => isSuspicious(sum, group, accepted),
  );
  if (suspicious.length === 0) return undefined;
  const parts = suspicious.map(
    ({ group, sum }) => `${words(sum.removals)} of ${words(sum.of)} ${group.name}`,
  );
  return {
    reason: `The run would remove ${parts.join(' and ')}${
      context.isScopeChanged ? ', after the scope of the instance changed' : ''
    }.`,
    removals: Object.fromEntries([...removals].filter(([, { removals: number }]) => number > 0)),
  };
}

/**
 * Takes back what was noted to be removed: only what was fixed or merged still goes. The temporary table
 * `held_asset` (no) has the assets whose findings stay.
 */
export async function hold({ session }: ApplyContext): Promise<void> {
  await session.run(`INSERT INTO held_asset
    SELECT DISTINCT asset_no FROM leaving WHERE reason <> 'fixed' AND asset_no IS NOT NULL`);
  await session.run(`DELETE FROM leaving WHERE reason <> 'fixed'`);
  await session.run('DELETE FROM purged_asset WHERE no NOT IN (SELECT old_no FROM merged_asset)');
}

/** Makes the table that {@link hold} fills. */
export async function holdNothing({ session }: ApplyContext): Promise<void> {
  await session.run('CREATE TEMP TABLE held_asset (no INTEGER)');
}
