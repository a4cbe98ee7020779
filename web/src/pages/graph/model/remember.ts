import type { Exploration } from './exploration.ts';
import { type Remembered, writeLink } from './link-text.ts';

/** What a link has to remember of an exploration. */
export function remember({ nodes }: Exploration): Remembered {
  const all = [...nodes.values()];
  return {
    entities: all.flatMap((node) =>
      node.kind === 'entity'
        ? [{ id: node.id, ...(node.via !== undefined && { via: node.via }) }]
        : [],
    ),
    discs: all.flatMap((node) =>
      node.kind === 'neighbours'
        ? [
            {
              via: node.via.id,
              relation: node.relation.name,
              filter: node.filter,
              elsewhere: node.elsewhere,
              isRest: node.isRest,
            },
          ]
        : [],
    ),
    members: all.flatMap((node) =>
      node.kind === 'members' ? [node.members.map(({ id }) => id)] : [],
    ),
  };
}

/** The exploration as the text that a link carries; undefined for nothing. */
export function linkTextOf(exploration: Exploration): string | undefined {
  return exploration.nodes.size === 0 ? undefined : writeLink(remember(exploration));
}
