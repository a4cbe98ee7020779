import type { GraphEntity } from '../../../../../src/server/api/graph.ts';
import { ageBandOf } from './age-bands.ts';
import {
  type DrawnNode,
  type Exploration,
  type GroupFilter,
  linkId,
  type NeighbourDisc,
  sizeOf,
} from './exploration.ts';
import { linkAlong } from './explore.ts';

/**
 * Counts anew what of each disc is drawn one by one, and takes away discs of which nothing is left. To be done after
 * every change; ages are counted from `now`, epoch milliseconds.
 */
export function settle(exploration: Exploration, now: number): Exploration {
  const nodes = new Map<string, DrawnNode>();
  for (const [id, node] of exploration.nodes) {
    const settled =
      node.kind === 'neighbours' && !node.isRest ? counted(exploration, node, now) : node;
    if (sizeOf(settled) > 0) nodes.set(id, settled);
  }
  return { ...exploration, nodes };
}

function counted({ nodes, links }: Exploration, disc: NeighbourDisc, now: number): NeighbourDisc {
  const { via, relation, filter, total } = disc;
  let drawn = 0;
  for (const node of nodes.values()) {
    if (node.kind !== 'entity' || node.entity.type !== relation.type) continue;
    const isNeighbour = links.has(linkId(linkAlong(via.id, relation, node.id)));
    if (isNeighbour && fits(node.entity, filter, now)) drawn += 1;
  }
  const elsewhere = Math.min(drawn, total);
  return elsewhere === disc.elsewhere ? disc : { ...disc, elsewhere };
}

function fits(entity: GraphEntity, filter: GroupFilter, now: number): boolean {
  const { severity = 'none', state, qid, foundOn } = entity;
  return (
    (filter.severity === undefined || filter.severity === severity) &&
    (filter.state === undefined || filter.state === state) &&
    (filter.qid === undefined || filter.qid === qid) &&
    (filter.age === undefined || (foundOn !== undefined && ageBandOf(foundOn, now) === filter.age))
  );
}
