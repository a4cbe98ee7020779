import {
  type EntityFacts,
  type GraphStore,
  type NeighbourFilter,
  type NeighbourGroup,
  type NeighbourPart,
  type Neighbours,
  neighboursOf,
  type ReadOptions,
  type Subgraph,
  searchEntities,
  subgraphOf,
} from '../../graph/index.ts';
import { AppError } from '../errors.ts';
import { pinnedVersion } from '../query.ts';
import { readPlace, writePlace } from './cursor.ts';

/** The time that neighbours are looked at; epoch milliseconds. */
export interface NeighbourTime {
  /** Ages are counted from here. */
  readonly now: number;
  /** The graph as it was then; as it is now when absent. */
  readonly at?: number | undefined;
}

/** Most parts that a group is told apart into; the smallest ones are left out. */
const MOST_PARTS = 50;

/**
 * How many neighbours an entity has, by relationship type, direction and type of neighbour; of findings by severity and
 * state as well. `id` is the `_id` of the entity.
 *
 * @throws {AppError} A_NO_ENTITY, A_NOTHING_YET
 * @example
 * const groups = await countNeighbours(store, vertex.id, { now: Date.now() });
 * groups.map(({ verb, type, count }) => `${verb} ${count} ${type}`);
 */
export async function countNeighbours(
  store: GraphStore,
  id: string,
  time: NeighbourTime,
  options: ReadOptions = {},
): Promise<readonly NeighbourGroup[]> {
  const seq = await pinnedVersion(store, time);
  return (await existing(store, id, seq, time.now, options)).groups();
}

/** Which neighbours are wanted. */
export interface NeighbourPageRequest extends NeighbourTime {
  /** Name of a group that {@link countNeighbours} gave. */
  readonly group: string;
  readonly filter: NeighbourFilter;
  readonly size: number;
  /** Of the page before; without it the first page. */
  readonly cursor?: string | undefined;
}

/** Some of the neighbours along one relation. */
export interface NeighbourPage {
  /** The worst first, then by name. */
  readonly entities: readonly EntityFacts[];
  /** Asks for the next page; absent on the last one. */
  readonly cursor?: string;
}

/**
 * A page of the neighbours of one group. All pages show the version of the graph that the first one saw.
 *
 * @throws {AppError} A_NO_ENTITY, A_NO_NEIGHBOURS, A_CURSOR, A_NOTHING_YET
 */
export async function pageOfNeighbours(
  store: GraphStore,
  id: string,
  request: NeighbourPageRequest,
  options: ReadOptions = {},
): Promise<NeighbourPage> {
  const { group, filter, size, cursor } = request;
  const asked = JSON.stringify([id, group, filter]);
  const place =
    cursor === undefined
      ? { seq: await pinnedVersion(store, request), now: request.now, offset: 0 }
      : readPlace(cursor, asked);
  const neighbours = await existing(store, id, place.seq, place.now, options);
  assertCanHave(neighbours, id, group);
  // One more than wanted tells whether there is another page.
  const found = await neighbours.page(group, { filter, offset: place.offset, size: size + 1 });
  return {
    entities: found.slice(0, size),
    ...(found.length > size && {
      cursor: writePlace({ ...place, offset: place.offset + size }, asked),
    }),
  };
}

/** How a group is told apart. */
export interface PartsRequest extends NeighbourTime {
  /** Name of a group that {@link countNeighbours} gave. */
  readonly group: string;
  readonly by: keyof NeighbourFilter;
  readonly filter: NeighbourFilter;
}

/** A group, told apart. */
export interface GroupParts {
  /** The largest first. */
  readonly parts: readonly NeighbourPart[];
  /** True if there are more parts, all of them smaller. */
  readonly hasMore: boolean;
}

/**
 * One group told apart by severity, state, QID or age.
 *
 * @throws {AppError} A_NO_ENTITY, A_NO_NEIGHBOURS, A_NOTHING_YET
 */
export async function partsOfNeighbours(
  store: GraphStore,
  id: string,
  request: PartsRequest,
  options: ReadOptions = {},
): Promise<GroupParts> {
  const { group, by, filter, now } = request;
  const seq = await pinnedVersion(store, request);
  const neighbours = await existing(store, id, seq, now, options);
  assertCanHave(neighbours, id, group);
  const found = await neighbours.parts(group, { by, filter, most: MOST_PARTS + 1 });
  return { parts: found.slice(0, MOST_PARTS), hasMore: found.length > MOST_PARTS };
}

/**
 * Entities by `_id` and every relationship between them. Those that are not in the graph at that time are left out.
 *
 * @throws {AppError} A_NOTHING_YET
 */
export async function entitiesWithLinks(
  store: GraphStore,
  ids: readonly string[],
  time: Pick<NeighbourTime, 'at'>,
  options: ReadOptions = {},
): Promise<Subgraph> {
  const seq = await pinnedVersion(store, time);
  return subgraphOf(store, ids.map(Number), seq, options);
}

/**
 * Entities by name, address, key, QID or CVE; findings are found through their host or vulnerability.
 *
 * @throws {AppError} A_NOTHING_YET
 */
export async function findByName(
  store: GraphStore,
  text: string,
  { at, most }: Pick<NeighbourTime, 'at'> & { readonly most: number },
  options: ReadOptions = {},
): Promise<readonly EntityFacts[]> {
  const seq = await pinnedVersion(store, { at });
  return searchEntities(store, text, { seq, most }, options);
}

async function existing(
  store: GraphStore,
  id: string,
  seq: number,
  now: number,
  options: ReadOptions,
): Promise<Neighbours> {
  const neighbours = await neighboursOf(store, Number(id), { seq, now }, options);
  if (neighbours === undefined) throw new AppError('A_NO_ENTITY', { id });
  return neighbours;
}

function assertCanHave(neighbours: Neighbours, id: string, group: string): void {
  if (!neighbours.canHave(group)) throw new AppError('A_NO_NEIGHBOURS', { id, group });
}
