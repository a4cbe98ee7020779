import type { GraphCatalog } from '../graph/index.ts';
import { analyze, Binder } from './analysis/index.ts';
import type { Query } from './ast/index.ts';
import { parse } from './parser/index.ts';

/** What a check finds in a query that is well formed. */
export interface CheckedQuery {
  readonly query: Query;
  /** Names that the graph does not know; empty without a catalog. */
  readonly warnings: readonly string[];
}

const NO_GRAPH: GraphCatalog = {
  seq: 0,
  kinds: [],
  edgeKinds: [],
  columns: new Map(),
  instances: [],
};

/**
 * Parses and analyses a query without compiling it. Placeholders need no values here.
 *
 * @throws J1qlError as `compile` does.
 */
export function check(text: string, catalog?: GraphCatalog): CheckedQuery {
  const query = parse(text);
  const binder = new Binder({
    text,
    catalog: catalog ?? NO_GRAPH,
    knowsGraph: catalog !== undefined,
    now: 0,
    variables: 'any',
  });
  analyze(query, binder);
  return { query, warnings: [...binder.warnings] };
}
