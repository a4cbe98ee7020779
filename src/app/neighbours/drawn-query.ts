import { type GraphStore, type Subgraph, subgraphOf } from '../../graph/index.ts';
import type { CompiledQuery, Tree } from '../../j1ql/index.ts';
import {
  compileFor,
  decodedRows,
  pinnedVersion,
  type QueryOptions,
  type QueryTime,
  type ResultRow,
} from '../query.ts';

/** Entities that a drawn answer has at most. More nobody can look at; the page puts them into groups. */
export const MOST_DRAWN = 1_000;

/** Paths that are read for them at most: many paths may lead through the same entities. */
const MOST_PATHS_DRAWN = 4_000;

/** The same where the answer comes with the whole entities, which take much memory. */
const MOST_WHOLE_PATHS = 400;

/** The answer of a query as a picture. */
export interface DrawnAnswer extends Subgraph {
  /** False if there is more than is drawn: the first paths of the answer are. */
  readonly isWhole: boolean;
  readonly warnings: readonly string[];
}

/**
 * The graph that a J1QL query walks, whatever it returns: its entities, and every relationship between them.
 *
 * @throws as `answerQuery`
 */
export async function drawQuery(
  store: GraphStore,
  text: string,
  time: QueryTime,
  options: QueryOptions = {},
): Promise<DrawnAnswer> {
  const seq = await pinnedVersion(store, time);
  const asked = { ...options, asPathIds: true };
  const limits = { now: time.now, seq };
  const { shape } = await compileFor(store, text, limits, asked);
  const most = shape === 'tree' ? MOST_WHOLE_PATHS : MOST_PATHS_DRAWN;
  const page = { offset: 0, size: most + 1 };
  const compiled = await compileFor(store, text, limits, asked, page);
  const ids = new Set<number>();
  let paths = 0;
  let isWhole = true;
  reading: for await (const rows of decodedRows(store, text, compiled, asked)) {
    for (const row of rows) {
      const fresh = idsOf(row, shape).filter((id) => !ids.has(id));
      if (paths === most || ids.size + fresh.length > MOST_DRAWN) {
        isWhole = false;
        break reading;
      }
      for (const id of fresh) ids.add(id);
      paths += 1;
    }
  }
  const drawn = await subgraphOf(store, [...ids], seq, options);
  return { ...drawn, isWhole, warnings: compiled.warnings };
}

function idsOf(row: ResultRow, shape: CompiledQuery['shape']): readonly number[] {
  const ids =
    shape === 'tree'
      ? (row as unknown as Tree).vertices.map(({ id }) => id)
      : Object.values(row).filter((id) => typeof id === 'string');
  return ids.map(Number);
}
