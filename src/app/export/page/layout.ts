import type { Picture, Ring } from './graph-picture.ts';

/** Where the nodes of a picture stand; the centre is (0, 0). */
export interface Layout {
  readonly places: readonly { readonly x: number; readonly y: number }[];
  /** Half the width and height that the picture takes. */
  readonly radius: number;
}

/** Room that a node wants on its ring, in units of the picture. */
const ROOM: Readonly<Record<Ring, number>> = {
  account: 0,
  service: 60,
  other: 30,
  asset: 22,
  finding: 11,
  vulnerability: 15,
  cve: 13,
};

/** Rings from the inside outwards, each with the least distance from the one before. */
const RINGS: readonly (readonly [Ring, number])[] = [
  ['account', 0],
  ['service', 110],
  ['other', 70],
  ['asset', 130],
  ['finding', 110],
  ['vulnerability', 110],
  ['cve', 90],
];

/**
 * Places a picture on rings around the account: services, then what they scan, then the findings on that, then
 * what these are. On each ring everything stands as near as possible to what it belongs to on the ring before,
 * so that lines are short. The same picture is always placed alike.
 */
export function placeOnRings({ nodes, edges }: Picture): Layout {
  const neighbours = nodes.map((): number[] => []);
  for (const { from, to } of edges) {
    neighbours[from]?.push(to);
    neighbours[to]?.push(from);
  }
  const rank = new Map(RINGS.map(([ring], index) => [ring, index]));
  const angles: (number | undefined)[] = nodes.map(() => undefined);
  const radii: number[] = nodes.map(() => 0);
  let radius = 0;
  for (const [ring, distance] of RINGS) {
    const members = nodes.flatMap((node, index) => (node.ring === ring ? [index] : []));
    if (members.length === 0) continue;
    const least = (members.length * ROOM[ring]) / (2 * Math.PI);
    radius = ring === 'account' && members.length === 1 ? 0 : Math.max(radius + distance, least);
    const inner = (index: number) =>
      (neighbours[index] ?? []).filter(
        (other) => (rank.get(nodes[other]?.ring ?? 'other') ?? 0) < (rank.get(ring) ?? 0),
      );
    const wished = members.map((index) => ({
      index,
      wish: meanAngle(inner(index).flatMap((other) => angles[other] ?? [])),
    }));
    wished.sort(
      (a, b) =>
        (a.wish ?? Number.POSITIVE_INFINITY) - (b.wish ?? Number.POSITIVE_INFINITY) ||
        compare(nodes[a.index]?.key ?? '', nodes[b.index]?.key ?? ''),
    );
    const step = (2 * Math.PI) / wished.length;
    const turn = meanAngle(
      wished.flatMap(({ wish }, at) => (wish === undefined ? [] : [wish - at * step])),
    );
    for (const [at, { index }] of wished.entries()) {
      angles[index] = (turn ?? 0) + at * step;
      radii[index] = radius;
    }
  }
  return {
    places: nodes.map((_, index) => ({
      x: round(Math.cos(angles[index] ?? 0) * (radii[index] ?? 0)),
      y: round(Math.sin(angles[index] ?? 0) * (radii[index] ?? 0)),
    })),
    radius: Math.ceil(radius) + 60,
  };
}

/** The direction between directions; undefined of none. */
function meanAngle(angles: readonly number[]): number | undefined {
  if (angles.length === 0) return undefined;
  const x = angles.reduce((sum, angle) => sum + Math.cos(angle), 0);
  const y = angles.reduce((sum, angle) => sum + Math.sin(angle), 0);
  // From 0 to a full turn, so that what is sorted by it goes around once.
  return (Math.atan2(y, x) + 2 * Math.PI) % (2 * Math.PI);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
