import type { QueryOptions, QueryTime } from '../../app/query.ts';
import { loadSmartClasses } from '../../app/smart-classes.ts';
import type { Services } from '../app-types.ts';

/** Time a query may take, milliseconds: few run at once, and the others wait. */
const QUERY_TIMEOUT_MS = 20_000;

/** The time that a request asks about. */
export function askedTime(
  { at, includeDeleted }: { at?: string | undefined; includeDeleted?: boolean | undefined },
  clock: () => number,
): QueryTime {
  const time = at === undefined ? undefined : Date.parse(at);
  return { now: time ?? clock(), at: time, includeDeleted };
}

/** What a query of a request may use, and what it may cost. */
export async function askedOptions(
  { dataDir }: Pick<Services, 'dataDir'>,
  signal: AbortSignal,
  parameters?: QueryOptions['variables'],
): Promise<QueryOptions & { readonly signal: AbortSignal }> {
  const smartClasses = await loadSmartClasses(dataDir);
  return { signal, timeoutMs: QUERY_TIMEOUT_MS, smartClasses, variables: parameters };
}
