import { Draws, fraction, mix } from '../random.ts';

/**
 * Which host records exist on a day, and what their ids are. A record has an index; the ids follow
 * from it (and from nothing else, so that two platforms share their ids, as two Qualys platforms may).
 *
 * Indexes come in pairs: in some pairs the two records are one machine, once seen by its agent and once
 * by a scanner.
 */
export interface HostCensus {
  readonly seed: number;
  /** Records on day 0. */
  readonly initialHosts: number;
  /** Records that an event added, with their first day. */
  readonly added?: ReadonlyMap<number, number>;
  /** Records that an event took away. */
  readonly purged?: ReadonlySet<number>;
}

/** Records that events give out begin here, far above those that come by themselves. */
export const FIRST_GIVEN = 1 << 20;

const BLOCK = 8;
const BLOCK_IDS = 11;
const FIRST_HOST_ID = 100_001;
const FIRST_ASSET_ID = 9_000_001;
const SALT_PAIR = 0x9a1f;
const SALT_PURGE = 0x9a2f;
const SALT_GAP = 0x9a3f;

function gap(block: number): number {
  return mix(SALT_GAP, block) % (BLOCK_IDS - BLOCK);
}

/** Host id of a record: ascending, with holes as a real subscription has them. */
export function hostId(index: number): number {
  const block = Math.floor(index / BLOCK);
  return FIRST_HOST_ID + block * BLOCK_IDS + gap(block) + (index % BLOCK);
}

/** Index of the first record whose id is at least `id`. */
export function indexOfHostId(id: number): number {
  if (id <= FIRST_HOST_ID) return 0;
  const block = Math.floor((id - FIRST_HOST_ID) / BLOCK_IDS);
  const within = id - FIRST_HOST_ID - block * BLOCK_IDS - gap(block);
  return block * BLOCK + Math.max(0, Math.min(BLOCK, within));
}

/** Asset records that one host record can have, and the one of a machine that has no host record. */
export type AssetSlot = 0 | 1 | 2;

/** Asset id of a record: slot 0 is the one that the host list names, 1 a second one, 2 one without a host. */
export function assetId(index: number, slot: AssetSlot): number {
  return FIRST_ASSET_ID + index * 3 + slot;
}

/** Index of the first record that has an asset id of at least `id`. */
export function indexOfAssetId(id: number): number {
  return Math.max(0, Math.floor((id - FIRST_ASSET_ID) / 3));
}

/** How the two records of a pair belong together. */
export interface Pair {
  /** Index of the record of the scanner; the other one is the agent's. */
  readonly scannerIndex: number;
  readonly agentIndex: number;
  /** Day on which Qualys merges the two: the scanner's record vanishes, the agent's stays. */
  readonly mergeDay: number;
}

/** The pair that a record belongs to, if its machine has two records. */
export function pairOf(census: HostCensus, index: number): Pair | undefined {
  const first = index - (index % 2);
  // Both records have to be there from the start.
  if (first + 1 >= census.initialHosts) return undefined;
  const draws = new Draws(mix(census.seed, first, SALT_PAIR));
  if (!draws.chance(0.08)) return undefined;
  const scannerFirst = draws.chance(0.5);
  const mergeDay = draws.chance(0.5) ? 1 + draws.below(30) : Number.POSITIVE_INFINITY;
  return {
    scannerIndex: scannerFirst ? first : first + 1,
    agentIndex: scannerFirst ? first + 1 : first,
    mergeDay,
  };
}

function newHostsPerDay(census: HostCensus): number {
  return census.initialHosts === 0 ? 0 : Math.max(0.5, census.initialHosts * 0.004);
}

/** Number of indexes that were ever given out until a day. */
export function indexCount(census: HostCensus, day: number): number {
  return census.initialHosts + Math.floor(newHostsPerDay(census) * Math.max(0, day));
}

/** The day on which a record was first seen; at most 0 for the records of the start. */
export function firstDay(census: HostCensus, index: number): number {
  if (index < census.initialHosts) {
    return -Math.floor(20 + fraction(census.seed, index, SALT_PURGE, 1) * 900);
  }
  return (
    census.added?.get(index) ??
    Math.ceil((index - census.initialHosts + 1) / newHostsPerDay(census))
  );
}

/** The first day on which a record is gone (purged, or merged into another). */
export function lastDay(census: HostCensus, index: number): number {
  const purge = fraction(census.seed, index, SALT_PURGE);
  const born = Math.max(0, firstDay(census, index));
  const purged =
    purge < 0.6 ? born + 1 + Math.floor((purge / 0.6) * 200) : Number.POSITIVE_INFINITY;
  const pair = pairOf(census, index);
  return pair?.scannerIndex === index ? Math.min(purged, pair.mergeDay) : purged;
}

/** Whether a record exists on a day. */
export function hostExists(census: HostCensus, index: number, day: number): boolean {
  const isGiven = index < indexCount(census, day) || census.added?.has(index) === true;
  return isGiven && day < lastDay(census, index) && census.purged?.has(index) !== true;
}
