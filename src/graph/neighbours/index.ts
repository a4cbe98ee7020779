export {
  type EntityFacts,
  type EntitySource,
  FINDING_STATES,
  type FindingState,
} from './entity-facts.ts';
export type { AgeBand, NeighbourFilter } from './neighbour-filter.ts';
export {
  type NeighbourGroup,
  type NeighbourPart,
  type Neighbours,
  type NeighbourTally,
  neighboursOf,
} from './neighbours.ts';
export { searchEntities } from './search.ts';
export { type Link, type Subgraph, subgraphOf } from './subgraph.ts';
