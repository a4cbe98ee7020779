import type {
  GraphEntity,
  GraphLink,
  NeighbourGroup,
} from '../../../../../src/server/api/graph.ts';

/** Nodes that are drawn at most; what is more stays in groups. */
export const MOST_NODES = 300;

/** Neighbours that are drawn one by one when an entity is expanded; more of them come as one group. */
export const ONE_BY_ONE = 25;

/** A relationship that can be followed from an entity. */
export type Relation = Pick<
  NeighbourGroup,
  'name' | 'direction' | 'verb' | 'relationshipType' | 'type' | 'classes'
>;

/** What the neighbours in a group have in common. */
export interface GroupFilter {
  readonly severity?: string;
  readonly state?: string;
  readonly qid?: number;
  readonly age?: string;
}

/** A property by which a group opens. */
export type GroupBy = keyof GroupFilter;

/** An entity that is drawn. */
export interface EntityNode {
  readonly kind: 'entity';
  /** `_id` of the entity. */
  readonly id: string;
  readonly entity: GraphEntity;
  /** Node from which it was reached, and along what; absent where the exploration began. */
  readonly via?: { readonly id: string; readonly relation: string };
}

/** Neighbours of one entity that are drawn as a disc: nobody has read them yet. */
export interface NeighbourDisc {
  readonly kind: 'neighbours';
  readonly id: string;
  /** The entity that they are neighbours of; it is drawn. */
  readonly via: { readonly id: string; readonly relation: string };
  readonly relation: Relation;
  readonly filter: GroupFilter;
  /** Title of the QID of `filter`. */
  readonly title?: string;
  /** All neighbours that fit the filter. */
  readonly total: number;
  /** Those of them that are drawn elsewhere: one by one, or of the rest of a group in discs of their own. */
  readonly elsewhere: number;
  /** Open critical ones among `total`. */
  readonly openCritical: number;
  /** True for what was left over when the group was told apart: it does not open that way again. */
  readonly isRest: boolean;
}

/** Entities of the answer of a query that are drawn as a disc: they are known. */
export interface MemberDisc {
  readonly kind: 'members';
  readonly id: string;
  readonly members: readonly GraphEntity[];
}

/** What is drawn as one shape. */
export type DrawnNode = EntityNode | NeighbourDisc | MemberDisc;

/** What is drawn, in the order in which it came. */
export interface Exploration {
  readonly nodes: ReadonlyMap<string, DrawnNode>;
  /** Known relationships by {@link linkId}; those of which an end is not drawn as well. */
  readonly links: ReadonlyMap<string, GraphLink>;
}

/** Nothing is drawn. */
export const NOTHING: Exploration = { nodes: new Map(), links: new Map() };

/** Tells a relationship from all others. */
export function linkId({ from, to, type }: GraphLink): string {
  return `${from} ${type} ${to}`;
}

/** Tells a disc from all others. */
export function discId(via: string, relation: string, filter: GroupFilter): string {
  const { severity = '', state = '', qid = '', age = '' } = filter;
  return ['disc', via, relation, severity, state, qid, age].join(' ');
}

/** How many more nodes may be drawn. */
export function roomOf({ nodes }: Exploration): number {
  return Math.max(0, MOST_NODES - nodes.size);
}

/** The exploration with these relationships as well. */
export function withLinks(exploration: Exploration, links: readonly GraphLink[]): Exploration {
  if (links.every((link) => exploration.links.has(linkId(link)))) return exploration;
  const all = new Map(exploration.links);
  for (const link of links) all.set(linkId(link), link);
  return { ...exploration, links: all };
}

/** How many entities a node stands for. */
export function sizeOf(node: DrawnNode): number {
  switch (node.kind) {
    case 'entity':
      return 1;
    case 'neighbours':
      return node.total - node.elsewhere;
    case 'members':
      return node.members.length;
  }
}
