import type { GraphStore, Parameter } from '../graph/index.ts';
import type { Plan } from '../j1ql/index.ts';
import { compileFor, pinnedVersion, type QueryOptions, type QueryTime } from './query.ts';

/** How a query is answered. */
export interface ExplainedQuery {
  readonly plan: Plan;
  readonly sql: string;
  /** Bound as `$1`, `$2` … */
  readonly values: readonly Parameter[];
  readonly warnings: readonly string[];
}

/** How a query would be answered, in parts; nothing is run. Throws as `explainQuery`, which says it in one text. */
export async function planQuery(
  store: GraphStore,
  text: string,
  time: QueryTime,
  options: QueryOptions = {},
): Promise<ExplainedQuery> {
  const seq = await pinnedVersion(store, time);
  const { plan, sql, params, warnings } = await compileFor(store, text, { ...time, seq }, options);
  return { plan, sql, values: params, warnings };
}
