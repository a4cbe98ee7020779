import type { GraphCatalog } from '../graph/index.ts';
import { analyze, Binder } from './analysis/index.ts';
import type { Query } from './ast/index.ts';
import { parse } from './parser/index.ts';
import { placeholderName, TOKENS, tokenize } from './tokens/index.ts';

/** What a check finds in a query that is well formed. */
export interface CheckedQuery {
  readonly query: Query;
  /** Names that the graph does not know; empty without a catalog. */
  readonly warnings: readonly string[];
  /** Names of the placeholders that want a value, each once. */
  readonly placeholders: readonly string[];
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
  return { query, warnings: [...binder.warnings], placeholders: placeholdersOf(text) };
}

function placeholdersOf(text: string): readonly string[] {
  const tokens = tokenize(text).filter(({ tokenType }) => tokenType === TOKENS.Placeholder);
  return [...new Set(tokens.map(({ image }) => placeholderName(image)))];
}
