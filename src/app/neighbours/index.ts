export { type DrawnAnswer, drawQuery, MOST_DRAWN } from './drawn-query.ts';
export {
  countNeighbours,
  entitiesWithLinks,
  findByName,
  type GroupParts,
  type NeighbourPage,
  type NeighbourPageRequest,
  type NeighbourTime,
  type PartsRequest,
  pageOfNeighbours,
  partsOfNeighbours,
} from './neighbours.ts';
