import type { Family } from '../families.ts';
import { compareFamily, isFreshFamily } from './compare-family.ts';
import { type ApplyContext, numberOf, queryNumber } from './context.ts';
import { insertFirstFindings } from './insert-first.ts';
import { ACTION, sameEntity } from './merge-action.ts';
import { stagedRows } from './stage.ts';
import { clearOld, insertRows } from './write-family.ts';

/** From so many rows on, an insert is kept from taking too much memory, which takes some time itself. */
const MANY_ROWS = 4000;

/** Updates in place what is volatile and has a fixed width. Gives the number of entities. */
async function updateLight(context: ApplyContext, family: Family): Promise<number> {
  const { session } = context;
  const { table, lightColumns } = family;
  if (lightColumns.length === 0) return 0;
  const values = lightColumns.map((name) => {
    const column = session.dialect.identifier(name);
    return `${column} = s.${column}`;
  });
  return session.run(`UPDATE ${table} SET light = s.light, ${values.join(', ')}
    FROM stage s
    WHERE ${table}.end_seq IS NULL AND ${sameEntity(table, 's')} AND ${stagedRows(context, family, 's')}
      AND ${table}.hash = s.hash AND ${table}.heavy = s.heavy AND ${table}.light <> s.light`);
}

/** Entities of one kind that changed in place. */
export type Refreshed = ReadonlyMap<number, number>;

/**
 * Brings what the run has for one family into its table: first versions, next versions, and volatile
 * properties in place (`hasLight`: the stage has values for that). Ends nothing by absence. Gives how many
 * were changed in place, by kind.
 */
export async function mergeFamily(
  context: ApplyContext,
  family: Family,
  hasLight: boolean,
): Promise<Refreshed> {
  const { session } = context;
  const refreshed = new Map<number, number>();
  const add = (kind: number, count: number): void => {
    if (count > 0) refreshed.set(kind, (refreshed.get(kind) ?? 0) + count);
  };
  const staged = await queryNumber(
    session,
    `SELECT count(*) FROM stage s WHERE ${stagedRows(context, family, 's')}`,
  );
  if (staged === 0) return refreshed;
  /** With one thread, where there is so much to be read that memory would not do for more. */
  const carefully = (work: () => Promise<void>, rows: number): Promise<void> =>
    rows > MANY_ROWS ? session.withOneThread(work) : work();

  if (family.isOfFindings && (await isFreshFamily(context, family))) {
    await carefully(() => insertFirstFindings(context, family), staged);
    return refreshed;
  }
  if (hasLight) {
    // Families with columns to update in place hold one kind.
    const kind = context.kinds.find(({ type }) => family.types.includes(type));
    add(kind?.id ?? 0, await updateLight(context, family));
  }
  const count = await compareFamily(context, family);
  if (count > 0) {
    const replaced = await session.rows(
      `SELECT kind_id, count(*) AS count FROM merge WHERE action = ${ACTION.replace} GROUP BY kind_id`,
    );
    for (const row of replaced) add(numberOf(row['kind_id']), numberOf(row['count']));
    await clearOld(context, family);
    await carefully(() => insertRows(context, family, count), count);
  }
  await session.run('DROP TABLE merge');
  return refreshed;
}
