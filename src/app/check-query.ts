import type { GraphCatalog } from '../graph/index.ts';
import { check, J1qlError } from '../j1ql/index.ts';

/** What reading a query finds. */
export interface QueryReading {
  /** Undefined when the query can be run. */
  readonly error: J1qlError | undefined;
  /** Names that the graph does not know; none without a catalog. */
  readonly warnings: readonly string[];
  /** Names of the placeholders that want a value. */
  readonly placeholders: readonly string[];
}

/** Reads a query as somebody writes it: a mistake is an answer here, not a failure. Nothing is run. */
export function readQuery(text: string, catalog?: GraphCatalog): QueryReading {
  try {
    const { warnings, placeholders } = check(text, catalog);
    return { error: undefined, warnings, placeholders };
  } catch (error) {
    if (!(error instanceof J1qlError)) throw error;
    return { error, warnings: [], placeholders: [] };
  }
}
