import { type EdgeEnd, type EdgeKind, relationshipType } from '../../model/edge-kind.ts';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import { ENTITY_KINDS } from '../../model/entity-kinds.ts';
import type { StoredPage } from '../../spool/index.ts';
import { GraphError } from '../errors.ts';
import type { ApplyInstance, Row } from '../graph-store.ts';
import type { SqlSession } from '../sql-session.ts';
import { numberOf, queryNumber, type RegisteredKind } from './context.ts';

async function nextId(session: SqlSession, table: string): Promise<number> {
  return (await queryNumber(session, `SELECT max(id) FROM ${table}`)) + 1;
}

/**
 * The rows of an instance and of its subscription, made if they are new.
 *
 * @throws {GraphError} G_OTHER_SUBSCRIPTION if the instance has data of another subscription
 */
export async function registerInstance(
  session: SqlSession,
  instance: ApplyInstance,
): Promise<{ readonly instanceId: number; readonly scopeId: number }> {
  const { name, integrationType, subscription } = instance;
  const find = async (condition: string, value: string): Promise<Row | undefined> =>
    (
      await session.rows(
        `SELECT id, scope_id, subscription FROM instance WHERE integration_type = $1 AND ${condition}`,
        [integrationType, value],
      )
    )[0];

  const scope = await find("kind = 'subscription' AND subscription = $2", subscription);
  let scopeId = numberOf(scope?.['id']);
  const known = await find("kind = 'integration' AND name = $2", name);
  if (known !== undefined) {
    if (scope === undefined || numberOf(known['scope_id']) !== scopeId) {
      throw new GraphError('G_OTHER_SUBSCRIPTION', {
        instance: name,
        found: String(known['subscription']),
        known: subscription,
      });
    }
    return { instanceId: numberOf(known['id']), scopeId };
  }

  const insert = (id: number, title: string, kind: string, scopeRow: number): Promise<number> =>
    session.run('INSERT INTO instance VALUES ($1, $2, $3, $4, $5, $6)', [
      id,
      title,
      kind,
      subscription,
      integrationType,
      scopeRow,
    ]);
  if (scope === undefined) {
    scopeId = await nextId(session, 'instance');
    await insert(scopeId, subscription, 'subscription', scopeId);
  }
  const instanceId = await nextId(session, 'instance');
  await insert(instanceId, name, 'integration', scopeId);
  return { instanceId, scopeId };
}

function classesOf(value: Row[string] | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Every kind of the store: those of the model, and those of the pages, which are added. */
export async function registerKinds(
  session: SqlSession,
  pages: readonly StoredPage[],
): Promise<readonly RegisteredKind[]> {
  const kinds = new Map(
    (await session.rows('SELECT id, type, classes FROM kind')).map(
      (row): [string, RegisteredKind] => [
        String(row['type']),
        { id: numberOf(row['id']), type: String(row['type']), classes: classesOf(row['classes']) },
      ],
    ),
  );
  let next = await nextId(session, 'kind');

  const register = async (type: string, classes: readonly string[]): Promise<void> => {
    const known = kinds.get(type);
    const all = [...new Set([...(known?.classes ?? []), ...classes])];
    if (known === undefined) {
      await session.run('INSERT INTO kind VALUES ($1, $2, $3)', [next, type, all]);
      kinds.set(type, { id: next, type, classes: all });
      next += 1;
    } else if (all.length > known.classes.length) {
      await session.run('UPDATE kind SET classes = $2 WHERE id = $1', [known.id, all]);
      kinds.set(type, { ...known, classes: all });
    }
  };

  for (const { type, classes } of ENTITY_KINDS) await register(type, classes);
  for (const page of pages) {
    for (const [type, classes] of Object.entries(page.types)) await register(type, classes);
  }
  return [...kinds.values()];
}

/** A relationship between two registered kinds. */
export interface WantedEdgeKind {
  readonly class: string;
  readonly type: string;
  readonly fromKind: number;
  readonly toKind: number;
  readonly origin: EdgeKind['origin'];
}

/** Adds edge kinds that are not there yet. */
export async function registerEdgeKinds(
  session: SqlSession,
  wanted: readonly WantedEdgeKind[],
): Promise<void> {
  const identity = (type: unknown, from: unknown, to: unknown): string => `${type} ${from} ${to}`;
  const known = new Set(
    (await session.rows('SELECT type, from_kind, to_kind FROM edge_kind')).map((row) =>
      identity(row['type'], row['from_kind'], row['to_kind']),
    ),
  );
  let next = await nextId(session, 'edge_kind');
  for (const kind of wanted) {
    const name = identity(kind.type, kind.fromKind, kind.toKind);
    if (known.has(name)) continue;
    known.add(name);
    await session.run('INSERT INTO edge_kind VALUES ($1, $2, $3, $4, $5, $6)', [
      next,
      kind.class,
      kind.type,
      kind.fromKind,
      kind.toKind,
      kind.origin,
    ]);
    next += 1;
  }
}

function isEnd(end: EdgeEnd, kind: RegisteredKind): boolean {
  return 'type' in end ? end.type === kind.type : kind.classes.includes(end.class);
}

/** The rules of the model between all kinds that there are; a rule about a class becomes one per kind. */
export function modelEdgeKinds(kinds: readonly RegisteredKind[]): readonly WantedEdgeKind[] {
  return EDGE_KINDS.flatMap((rule) =>
    kinds
      .filter((from) => isEnd(rule.from, from))
      .flatMap((from) =>
        kinds
          .filter((to) => isEnd(rule.to, to))
          .map((to) => ({
            class: rule.class,
            type: rule.type ?? relationshipType(from.type, rule.class, to.type),
            fromKind: from.id,
            toKind: to.id,
            origin: rule.origin,
          })),
      ),
  );
}
