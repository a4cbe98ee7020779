import type { CatalogEdgeKind, GraphCatalog } from '../../graph/index.ts';
import type { Direction } from '../ast/index.ts';
import type { EdgeGroup } from './bound.ts';

/** A step between two nodes while their kinds are being narrowed. */
export interface OpenHop {
  readonly from: Set<number>;
  readonly to: Set<number>;
  /** Classes in capitals; undefined for any. */
  readonly classes: ReadonlySet<string> | undefined;
  readonly direction: Direction;
  /** False where the left end stays as it is without such an edge: optional and negated steps. */
  readonly narrowsFrom: boolean;
}

/** A SOMEHOW step while its kinds are being narrowed. Level 0 is the left end of the step. */
export interface OpenPaths extends OpenHop {
  /** Kinds at each distance from which a path can go on to the right end; the first is {@link OpenHop.from}. */
  readonly via: readonly Set<number>[];
  /** Kinds that are met at each distance from 1 on, as targets or on the way. */
  readonly reached: readonly Set<number>[];
}

interface OrientedKind {
  readonly edgeKind: CatalogEdgeKind;
  readonly isForward: boolean;
}

/** The edge kinds that fit the ends of a hop, once for each way in which they fit. */
function fitting(hop: OpenHop, catalog: GraphCatalog): readonly OrientedKind[] {
  return catalog.edgeKinds
    .filter((edgeKind) => hop.classes?.has(edgeKind.class) ?? true)
    .flatMap((edgeKind) => {
      const found: OrientedKind[] = [];
      const { fromKind, toKind } = edgeKind;
      if (hop.direction !== 'in' && hop.from.has(fromKind) && hop.to.has(toKind)) {
        found.push({ edgeKind, isForward: true });
      }
      if (hop.direction !== 'out' && hop.from.has(toKind) && hop.to.has(fromKind)) {
        found.push({ edgeKind, isForward: false });
      }
      return found;
    });
}

function keep(kinds: Set<number>, allowed: ReadonlySet<number>): boolean {
  const before = kinds.size;
  for (const kind of kinds) if (!allowed.has(kind)) kinds.delete(kind);
  return kinds.size !== before;
}

function leftOf({ edgeKind, isForward }: OrientedKind): number {
  return isForward ? edgeKind.fromKind : edgeKind.toKind;
}

function rightOf({ edgeKind, isForward }: OrientedKind): number {
  return isForward ? edgeKind.toKind : edgeKind.fromKind;
}

function replace(kinds: Set<number>, by: Iterable<number>): void {
  kinds.clear();
  for (const kind of by) kinds.add(kind);
}

/**
 * Narrows the kinds of a SOMEHOW step: at each distance to those that can be reached from the left end and
 * from which the right end can still be reached. True if an end changed.
 */
function narrowPaths(paths: OpenPaths, catalog: GraphCatalog): boolean {
  const { classes, direction, narrowsFrom, from, to, via, reached } = paths;
  const everyKind = new Set(catalog.kinds.map(({ id }) => id));
  const between = (left: Set<number>, right: Set<number>) =>
    fitting({ from: left, to: right, classes, direction, narrowsFrom }, catalog);
  const forward = [from];
  for (let at = 0; at < reached.length; at += 1) {
    forward.push(new Set(between(forward[at] ?? new Set(), everyKind).map(rightOf)));
  }
  let onward = new Set<number>();
  let starts = new Set<number>();
  for (let at = reached.length - 1; at >= 0; at -= 1) {
    const lefts = new Set(
      between(forward[at] ?? new Set(), new Set([...to, ...onward])).map(leftOf),
    );
    if (at > 0) replace(via[at] ?? new Set(), lefts);
    else starts = lefts;
    onward = lefts;
  }
  const met = new Set<number>();
  for (const [index, kinds] of reached.entries()) {
    const goesOn = via[index + 1] ?? new Set<number>();
    const found = between(via[index] ?? new Set(), new Set([...to, ...goesOn]));
    replace(kinds, found.map(rightOf));
    for (const kind of kinds) met.add(kind);
  }
  const isToChanged = keep(to, met);
  return (narrowsFrom && keep(from, starts)) || isToChanged;
}

/**
 * Narrows the kinds of all nodes to those that some edge kind of the catalog joins, until nothing changes.
 * Direction follows from what is left: design 8, an undirected join costs seconds.
 */
export function narrow(hops: readonly (OpenHop | OpenPaths)[], catalog: GraphCatalog): void {
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const hop of hops) {
      if ('via' in hop) {
        if (narrowPaths(hop, catalog)) isChanged = true;
        continue;
      }
      const kinds = fitting(hop, catalog);
      if (keep(hop.to, new Set(kinds.map(rightOf)))) isChanged = true;
      if (hop.narrowsFrom && keep(hop.from, new Set(kinds.map(leftOf)))) isChanged = true;
    }
  }
}

/** The edge kinds of a hop, put together by the way they are joined. */
export function edgeGroups(hop: OpenHop, catalog: GraphCatalog): readonly EdgeGroup[] {
  const groups = new Map<string, EdgeGroup & { edgeKinds: CatalogEdgeKind[] }>();
  for (const { edgeKind, isForward } of fitting(hop, catalog)) {
    const isStored = edgeKind.origin === 'stated' || edgeKind.origin === 'mapped';
    const origin = isStored
      ? 'stored'
      : (edgeKind.origin as Exclude<EdgeGroup['origin'], 'stored'>);
    const key = `${origin} ${isForward} ${isStored ? '' : edgeKind.class}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { origin, isForward, class: edgeKind.class, edgeKinds: [edgeKind] });
    } else {
      group.edgeKinds.push(edgeKind);
    }
  }
  return [...groups.values()];
}
