import type { GraphStore } from '../graph/index.ts';
import type { DataDir } from './data-dir.ts';
import { assertGraphExists, type Patience, withGraph } from './with-graph.ts';

/** How a use case wants the graph. */
export interface GraphWishes extends Patience {
  /**
   * No run is applied as long as it is used, so that everything that is read is of one time. A query does not need it:
   * it pins a version.
   */
  readonly isSteady?: boolean;
}

/**
 * The way to the graph of a data folder. Use cases that change the graph, or read all of it, take one, because the store is
 * opened by one process: a command opens it by itself ({@link ownGraph}) or asks the console that has it open
 * (`graphOf` in `console/`), and the console hands out the one it holds.
 */
export interface GraphAccess {
  /** Hands over the graph; one is made if there is none. */
  use<Result>(work: (store: GraphStore) => Promise<Result>, wishes?: GraphWishes): Promise<Result>;
  /**
   * The same for a graph that has to be there already.
   *
   * @throws {AppError} A_NO_DATA
   */
  existing<Result>(
    work: (store: GraphStore) => Promise<Result>,
    wishes?: GraphWishes,
  ): Promise<Result>;
}

/** Opens the graph in this process each time it is used; nobody else has it meanwhile, so that it is always steady. */
export function ownGraph(dir: DataDir): GraphAccess {
  return {
    use: (work, wishes) => withGraph(dir, work, wishes),
    existing: async (work, wishes) => {
      await assertGraphExists(dir);
      return withGraph(dir, work, wishes);
    },
  };
}
