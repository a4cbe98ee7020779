import type { StoredPage } from '../../spool/index.ts';
import { FAMILIES, type Family, ownershipOf } from '../families.ts';
import type { ApplyScope, Value } from '../graph-store.ts';
import type { SqlSession } from '../sql-session.ts';

/** The integration whose types the model declares. Only its subscriptions share entities. */
export const MODEL_INTEGRATION = 'qualys';

/** An entity type with its number. */
export interface RegisteredKind {
  readonly id: number;
  readonly type: string;
  readonly classes: readonly string[];
}

/** What every step of an apply works with. Everything happens inside one transaction of `session`. */
export interface ApplyContext {
  readonly session: SqlSession;
  /** Number of this apply. */
  readonly seq: number;
  /** Time of the run, epoch ms. */
  readonly at: number;
  /** Row of the instance that brings the run. */
  readonly instanceId: number;
  /** Row of its subscription. */
  readonly scopeId: number;
  /** True for the integration that the model is about. */
  readonly isModelIntegration: boolean;
  /** Every kind that the store knows, the new ones of this run included. */
  readonly kinds: readonly RegisteredKind[];
  /** Types that the run read completely. */
  readonly completeTypes: ReadonlySet<string>;
  /** What the run could see, if it says so. */
  readonly scope: ApplyScope | undefined;
  /** True if the run before could see something else. */
  readonly isScopeChanged: boolean;
  /** The pages of the run; a row of the stage says by its position here which segment it is from. */
  readonly pages: readonly StoredPage[];
}

/** Numbers of the kinds for which `test` holds, as an SQL list; `(-1)` for none. */
export function kindList(
  context: Pick<ApplyContext, 'kinds'>,
  test: (kind: RegisteredKind) => boolean,
): string {
  const ids = context.kinds.filter(test).map(({ id }) => id);
  return `(${ids.length === 0 ? -1 : ids.join(', ')})`;
}

/** Kinds of which the run brings everything that the instance owns. */
export function completeKinds(context: ApplyContext): string {
  return kindList(
    context,
    ({ type }) =>
      context.completeTypes.has(type) &&
      (!context.isModelIntegration || ownershipOf(type) === 'instance'),
  );
}

/** Numbers of the kinds that live in a family. */
export function familyKinds(context: ApplyContext, family: Family): string {
  const elsewhere = new Set(
    FAMILIES.filter((other) => other !== family).flatMap(({ types }) => types),
  );
  return family.columns.length > 0 && family.table === 'entity_other'
    ? kindList(context, ({ type }) => !elsewhere.has(type))
    : kindList(context, ({ type }) => family.types.includes(type));
}

/** A number out of an answer; 0 for null. */
export function numberOf(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0;
}

/** The first number of the first row of an answer. */
export async function queryNumber(session: SqlSession, sql: string): Promise<number> {
  const [row] = await session.rows(sql);
  return row === undefined ? 0 : numberOf(Object.values(row)[0]);
}
