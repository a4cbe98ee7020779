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

/**
 * Narrows the kinds of all nodes to those that some edge kind of the catalog joins, until nothing changes.
 * Direction follows from what is left: design 8, an undirected join costs seconds.
 */
export function narrow(hops: readonly OpenHop[], catalog: GraphCatalog): void {
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const hop of hops) {
      const kinds = fitting(hop, catalog);
      const left = kinds.map(({ edgeKind, isForward }) =>
        isForward ? edgeKind.fromKind : edgeKind.toKind,
      );
      const right = kinds.map(({ edgeKind, isForward }) =>
        isForward ? edgeKind.toKind : edgeKind.fromKind,
      );
      if (keep(hop.to, new Set(right))) isChanged = true;
      if (hop.narrowsFrom && keep(hop.from, new Set(left))) isChanged = true;
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
