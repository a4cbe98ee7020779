import type { GraphEntity } from '../../../../src/server/api/graph.ts';
import { graphApi, type Look } from './graph-api.ts';
import { memberDisc } from './model/cluster.ts';
import {
  type DrawnNode,
  discId,
  type Exploration,
  NOTHING,
  type Relation,
  withLinks,
} from './model/exploration.ts';
import type { Remembered, RememberedDisc } from './model/link-text.ts';

/** What came back of a link. */
export interface Restored {
  readonly exploration: Exploration;
  /** Entities of the link that the graph does not have at this time. */
  readonly missing: number;
}

/** Draws what a link remembers, with the numbers of the time that is looked at. */
export async function restore(remembered: Remembered, look: Look): Promise<Restored> {
  const { entities, discs, members } = remembered;
  const ids = [...entities.map(({ id }) => id), ...members.flat()];
  const picture = await graphApi.entities([...new Set(ids)].slice(0, 1_000), look);
  const found = new Map(picture.entities.map((entity) => [entity.id, entity]));
  const nodes = new Map<string, DrawnNode>();
  for (const { id, via } of entities) {
    const entity = found.get(id);
    if (entity === undefined) continue;
    const isReached = via !== undefined && found.has(via.id);
    nodes.set(id, { kind: 'entity', id, entity, ...(isReached && { via }) });
  }
  const drawn = await Promise.all(
    discs.filter(({ via }) => nodes.has(via)).map((disc) => restoreDisc(disc, look)),
  );
  for (const disc of drawn) if (disc !== undefined) nodes.set(disc.id, disc);
  for (const group of members) {
    const known = group.flatMap((id): readonly GraphEntity[] => {
      const entity = nodes.has(id) ? undefined : found.get(id);
      return entity === undefined ? [] : [entity];
    });
    const disc = memberDisc(known);
    if (known.length > 0) nodes.set(disc.id, disc);
  }
  return {
    exploration: withLinks({ ...NOTHING, nodes }, picture.links),
    missing: new Set(ids).size - found.size,
  };
}

async function restoreDisc(
  { via, relation: name, filter, elsewhere, isRest }: RememberedDisc,
  look: Look,
): Promise<DrawnNode | undefined> {
  const { groups } = await graphApi.neighbours(via, look);
  const relation: Relation | undefined = groups.find((group) => group.name === name);
  if (relation === undefined) return undefined;
  const { parts } = await graphApi.parts(via, name, filter, 'state', look);
  const title =
    filter.qid === undefined
      ? undefined
      : (await graphApi.parts(via, name, filter, 'qid', look)).parts[0]?.title;
  return {
    kind: 'neighbours',
    id: discId(via, name, filter),
    via: { id: via, relation: name },
    relation,
    filter,
    ...(title !== undefined && { title }),
    total: parts.reduce((sum, { count }) => sum + count, 0),
    elsewhere,
    openCritical: isRest ? 0 : parts.reduce((sum, part) => sum + part.openCritical, 0),
    isRest,
  };
}
