import type { GraphEntity, GraphLink } from '../../../../../src/server/api/graph.ts';
import {
  type DrawnNode,
  discId,
  type EntityNode,
  type Exploration,
  type GroupFilter,
  type NeighbourDisc,
  type Relation,
  roomOf,
  withLinks,
} from './exploration.ts';

/** What was read along one relation of an entity. */
export interface Reached {
  /** The entity, which is drawn. */
  readonly via: string;
  readonly relation: Relation;
  readonly filter: GroupFilter;
  readonly title?: string | undefined;
  /** All neighbours that fit the filter. */
  readonly total: number;
  readonly openCritical: number;
  /** Those that are to be drawn one by one, the first of them. */
  readonly entities: readonly GraphEntity[];
}

/** One of the parts into which a disc opens. */
export interface Part {
  readonly filter: GroupFilter;
  readonly title?: string | undefined;
  readonly total: number;
  readonly openCritical: number;
}

/** Draws entities that nothing led to: what the exploration begins with. Those beyond the room are left out. */
export function begin(
  exploration: Exploration,
  entities: readonly GraphEntity[],
  links: readonly GraphLink[] = [],
): Exploration {
  const nodes = new Map(exploration.nodes);
  let room = roomOf(exploration);
  for (const entity of entities) {
    if (nodes.has(entity.id) || room === 0) continue;
    nodes.set(entity.id, { kind: 'entity', id: entity.id, entity });
    room -= 1;
  }
  return withLinks({ ...exploration, nodes }, links);
}

/**
 * Draws what was read along a relation: the entities as far as there is room, and a disc for those that were not read
 * or found no room. Entities that are drawn already stay where they are.
 */
export function reach(exploration: Exploration, reached: Reached): Exploration {
  const { via, relation, filter, title, total, openCritical, entities } = reached;
  if (!exploration.nodes.has(via)) return exploration;
  const id = discId(via, relation.name, filter);
  const isWhole = Object.keys(filter).length === 0;
  const nodes = new Map(
    [...exploration.nodes].filter(
      // The whole relation takes the place of all its parts.
      ([key, node]) => key !== id && !(isWhole && isDiscOf(node, via, relation)),
    ),
  );
  const fresh = entities.filter((entity) => !nodes.has(entity.id));
  const free = roomOf({ ...exploration, nodes });
  const isAll = entities.length >= total && fresh.length <= free;
  // The disc of what is left over needs a place as well; without one nothing changes.
  if (!isAll && free === 0) return exploration;
  for (const entity of isAll ? fresh : fresh.slice(0, free - 1)) {
    const node: EntityNode = {
      kind: 'entity',
      id: entity.id,
      entity,
      via: { id: via, relation: relation.name },
    };
    nodes.set(entity.id, node);
  }
  const drawn = entities.filter((entity) => nodes.has(entity.id));
  if (drawn.length < total) {
    nodes.set(id, {
      kind: 'neighbours',
      id,
      via: { id: via, relation: relation.name },
      relation,
      filter,
      ...(title !== undefined && { title }),
      total,
      elsewhere: drawn.length,
      openCritical,
      isRest: false,
    });
  }
  return withLinks(
    { ...exploration, nodes },
    drawn.map((entity) => linkAlong(via, relation, entity.id)),
  );
}

function isDiscOf(node: DrawnNode, via: string, { name }: Relation): boolean {
  return node.kind === 'neighbours' && node.via.id === via && node.relation.name === name;
}

/** The relationship by which a neighbour was reached. */
export function linkAlong(via: string, relation: Relation, neighbour: string): GraphLink {
  const { direction, verb, relationshipType: type } = relation;
  const [from, to] = direction === 'out' ? [via, neighbour] : [neighbour, via];
  return { from, to, verb, type };
}

/** Puts the parts of a disc in its place. What is in none of them stays as the rest. Without room nothing changes. */
export function split(
  exploration: Exploration,
  disc: NeighbourDisc,
  parts: readonly Part[],
): Exploration {
  if (exploration.nodes.get(disc.id) !== disc || disc.isRest) return exploration;
  const told = parts.reduce((sum, { total }) => sum + total, 0);
  const hasRest = told < disc.total;
  if (parts.length + (hasRest ? 1 : 0) > roomOf(exploration) + 1) return exploration;
  const nodes = new Map<string, DrawnNode>();
  for (const [id, node] of exploration.nodes) {
    if (id !== disc.id) {
      nodes.set(id, node);
      continue;
    }
    for (const { filter, title = disc.title, total, openCritical } of parts) {
      const all = { ...disc.filter, ...filter };
      const part = discId(disc.via.id, disc.relation.name, all);
      nodes.set(part, {
        ...disc,
        id: part,
        filter: all,
        ...(title !== undefined && { title }),
        total,
        elsewhere: 0,
        openCritical,
      });
    }
    if (hasRest) nodes.set(disc.id, { ...disc, elsewhere: told, openCritical: 0, isRest: true });
  }
  return { ...exploration, nodes };
}

/** Takes a node away. What was reached through it stays; discs of its neighbours go with it. */
export function remove(exploration: Exploration, id: string): Exploration {
  if (!exploration.nodes.has(id)) return exploration;
  const nodes = new Map<string, DrawnNode>();
  for (const [key, node] of exploration.nodes) {
    if (key === id) continue;
    if (node.kind !== 'members' && node.via?.id === id) {
      if (node.kind === 'neighbours') continue;
      const { via: _, ...root } = node;
      nodes.set(key, root);
    } else nodes.set(key, node);
  }
  return { ...exploration, nodes };
}

/** Takes away everything that was reached through a node. The node itself stays. */
export function collapse(exploration: Exploration, id: string): Exploration {
  const gone = descendantsOf(exploration, id);
  if (gone.size === 0) return exploration;
  const nodes = new Map([...exploration.nodes].filter(([key]) => !gone.has(key)));
  return { ...exploration, nodes };
}

/** Everything that was reached through a node, step by step. */
export function descendantsOf({ nodes }: Exploration, id: string): ReadonlySet<string> {
  const children = new Map<string, string[]>();
  for (const [key, node] of nodes) {
    if (node.kind === 'members' || node.via === undefined) continue;
    const siblings = children.get(node.via.id);
    if (siblings === undefined) children.set(node.via.id, [key]);
    else siblings.push(key);
  }
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const child of children.get(next) ?? []) {
      if (child === id || found.has(child)) continue;
      found.add(child);
      open.push(child);
    }
  }
  return found;
}
