import type { GraphEntity, NeighbourGroup } from '../../../../src/server/api/graph.ts';
import { graphApi, type Look, MOST_AT_ONCE } from './graph-api.ts';
import {
  type Exploration,
  type GroupBy,
  type GroupFilter,
  type NeighbourDisc,
  ONE_BY_ONE,
  roomOf,
  withLinks,
} from './model/exploration.ts';
import { begin, type Part, reach, split } from './model/explore.ts';

/** Open critical ones of a group. */
export function openCriticalOf({ tallies }: Pick<NeighbourGroup, 'tallies'>): number {
  return tallies.reduce(
    (sum, { severity, state, count }) =>
      severity === 'critical' && (state === 'open' || state === 'reopened') ? sum + count : sum,
    0,
  );
}

/** Draws the neighbours of an entity along some relations: few of them one by one, many as a disc. */
export async function expand(
  exploration: Exploration,
  id: string,
  groups: readonly NeighbourGroup[],
  look: Look,
): Promise<Exploration> {
  let next = exploration;
  for (const group of groups) {
    const isFew = group.count <= Math.min(ONE_BY_ONE, roomOf(next));
    const { entities } = isFew
      ? await graphApi.page(id, group.name, {}, group.count, look)
      : { entities: [] };
    next = reach(next, {
      via: id,
      relation: group,
      filter: {},
      total: group.count,
      openCritical: openCriticalOf(group),
      entities,
    });
  }
  return withAllLinks(next, look);
}

/** Draws an entity that nothing led to, with what is around it. */
export async function beginWith(
  exploration: Exploration,
  entity: GraphEntity,
  look: Look,
): Promise<Exploration> {
  const { groups } = await graphApi.neighbours(entity.id, look);
  return expand(begin(exploration, [entity]), entity.id, groups, look);
}

/** Draws some more of a disc one by one, the worst first. */
export async function showMore(
  exploration: Exploration,
  disc: NeighbourDisc,
  look: Look,
): Promise<Exploration> {
  const limit = Math.min(MOST_AT_ONCE, disc.elsewhere + ONE_BY_ONE);
  const { via, relation, filter, title, total, openCritical } = disc;
  const { entities } = await graphApi.page(via.id, relation.name, filter, limit, look);
  const next = reach(exploration, {
    via: via.id,
    relation,
    filter,
    title,
    total,
    openCritical,
    entities,
  });
  return withAllLinks(next, look);
}

/** Tells a disc apart. */
export async function openDisc(
  exploration: Exploration,
  disc: NeighbourDisc,
  by: GroupBy,
  look: Look,
): Promise<Exploration> {
  const { via, relation, filter } = disc;
  const { parts } = await graphApi.parts(via.id, relation.name, filter, by, look);
  const known = parts.flatMap(({ value, title, count, openCritical }): readonly Part[] =>
    value === null
      ? []
      : [{ filter: { [by]: value } as GroupFilter, title, total: count, openCritical }],
  );
  return split(exploration, disc, known);
}

/** With every relationship between the drawn entities, not only those by which they were reached. */
export async function withAllLinks(exploration: Exploration, look: Look): Promise<Exploration> {
  const ids = [...exploration.nodes.values()].flatMap(({ kind, id }) =>
    kind === 'entity' ? [id] : [],
  );
  const { links } = await graphApi.entities(ids, look);
  return withLinks(exploration, links);
}
