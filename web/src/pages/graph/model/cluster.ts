import type { GraphEntity, GraphLink } from '../../../../../src/server/api/graph.ts';
import { ageBandOf } from './age-bands.ts';
import {
  type DrawnNode,
  type Exploration,
  type GroupBy,
  linkId,
  type MemberDisc,
  MOST_NODES,
  NOTHING,
  roomOf,
  withLinks,
} from './exploration.ts';
import { begin } from './explore.ts';

/** Fewer than this are not worth a disc. */
const LEAST_MEMBERS = 3;

/** Nodes of an answer that does not fit: it leaves room to open some of its discs. */
const FIRST_NODES = 150;

/** Draws the answer of a query: one by one while there is room, otherwise alike ones that hang on the same entities as discs. */
export function drawPicture(
  entities: readonly GraphEntity[],
  links: readonly GraphLink[],
): Exploration {
  if (entities.length <= MOST_NODES) return begin(NOTHING, entities, links);
  const around = new Map<string, Set<string>>();
  for (const { from, to } of links) {
    around.set(from, (around.get(from) ?? new Set()).add(to));
    around.set(to, (around.get(to) ?? new Set()).add(from));
  }
  const place = ({ id }: GraphEntity) => [...(around.get(id) ?? [])].sort().join(' ');
  // First what hangs on the same entities, then whatever is alike, until there is room for everything.
  const ways: readonly ((entity: GraphEntity) => string)[] = [
    (entity) => `${alike(entity)} ${place(entity)}`,
    alike,
    ({ type }) => type,
  ];
  let drawn: readonly DrawnNode[] = [];
  for (const way of ways) {
    drawn = grouped(entities, way);
    if (drawn.length <= FIRST_NODES) break;
  }
  const nodes = new Map(drawn.slice(0, MOST_NODES).map((node) => [node.id, node]));
  return withLinks({ nodes, links: new Map() }, links);
}

function alike({ type, severity = '' }: GraphEntity): string {
  return `${type} ${severity}`;
}

/** The largest groups become discs, until what is left fits; small ones stay single. */
function grouped(
  entities: readonly GraphEntity[],
  keyOf: (entity: GraphEntity) => string,
): readonly DrawnNode[] {
  const groups = new Map<string, GraphEntity[]>();
  for (const entity of entities) {
    const key = keyOf(entity);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entity]);
    else group.push(entity);
  }
  const bySize = [...groups.values()].sort((a, b) => b.length - a.length);
  const discs = new Set<readonly GraphEntity[]>();
  let count = entities.length;
  for (const group of bySize) {
    if (count <= FIRST_NODES || group.length < LEAST_MEMBERS) break;
    discs.add(group);
    count -= group.length - 1;
  }
  return [...groups.values()].flatMap((group): readonly DrawnNode[] =>
    discs.has(group)
      ? [memberDisc(group)]
      : group.map((entity) => ({ kind: 'entity', id: entity.id, entity })),
  );
}

/** A disc of known entities; of one entity, that entity. */
export function memberDisc(members: readonly GraphEntity[]): MemberDisc {
  return { kind: 'members', id: `members ${members.map(({ id }) => id).join(' ')}`, members };
}

/** Puts smaller discs in the place of one, told apart by a property; or its entities, without one. Without room nothing changes. */
export function openMembers(
  exploration: Exploration,
  disc: MemberDisc,
  by: GroupBy | undefined,
  now: number,
): Exploration {
  if (exploration.nodes.get(disc.id) !== disc) return exploration;
  const parts = new Map<string, GraphEntity[]>();
  for (const entity of disc.members) {
    const key = by === undefined ? entity.id : String(partOf(entity, by, now));
    parts.set(key, [...(parts.get(key) ?? []), entity]);
  }
  if (parts.size > roomOf(exploration) + 1) return exploration;
  const nodes = new Map<string, DrawnNode>();
  for (const [id, node] of exploration.nodes) {
    if (id !== disc.id) {
      nodes.set(id, node);
      continue;
    }
    for (const members of parts.values()) {
      const [only, ...others] = members;
      if (only === undefined) continue;
      const part: DrawnNode =
        others.length === 0 ? { kind: 'entity', id: only.id, entity: only } : memberDisc(members);
      nodes.set(part.id, part);
    }
  }
  return { ...exploration, nodes };
}

function partOf(entity: GraphEntity, by: GroupBy, now: number): string | number | undefined {
  if (by !== 'age') return entity[by];
  return entity.foundOn === undefined ? undefined : ageBandOf(entity.foundOn, now);
}

/** A relationship between two drawn nodes: one of known entities, or of what discs hold. */
export interface DrawnEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly verb: string;
}

/** The relationships that are to be drawn: each pair of nodes once by verb. */
export function drawnEdges({ nodes, links }: Exploration): readonly DrawnEdge[] {
  const shownAs = new Map<string, string>();
  for (const node of nodes.values()) {
    if (node.kind === 'entity') shownAs.set(node.id, node.id);
    if (node.kind === 'members') for (const { id } of node.members) shownAs.set(id, node.id);
  }
  const edges = new Map<string, DrawnEdge>();
  const add = (from: string, to: string, verb: string, id: string) => {
    const pair = `${from} ${verb} ${to}`;
    if (!edges.has(pair)) edges.set(pair, { id, from, to, verb });
  };
  for (const link of links.values()) {
    const from = shownAs.get(link.from);
    const to = shownAs.get(link.to);
    if (from === undefined || to === undefined || from === to) continue;
    add(from, to, link.verb, `link ${linkId(link)}`);
  }
  for (const node of nodes.values()) {
    if (node.kind !== 'neighbours') continue;
    const { relation, via } = node;
    const [from, to] = relation.direction === 'out' ? [via.id, node.id] : [node.id, via.id];
    add(from, to, relation.verb, `link ${node.id}`);
  }
  return [...edges.values()];
}
