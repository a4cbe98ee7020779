import type { EndpointReport, FailedPage } from '../integration/index.ts';
import type { RunRecord } from './run-record.ts';

/** Pages of an endpoint that are missing for one reason. */
export interface MissingPages extends Pick<FailedPage, 'code' | 'message' | 'whatToDo'> {
  readonly endpoint: EndpointReport['name'];
  /** What each of them would have held. */
  readonly scopes: readonly string[];
}

/**
 * What is missing of a run and why, told once per reason: an outage can cost thousands of pages. The page that
 * ended the run is not among them; the failure of the run tells it.
 */
export function missingPages({ endpoints, failure }: RunRecord): readonly MissingPages[] {
  const pages = endpoints.flatMap(({ name, failedPages }) =>
    failedPages
      .filter(({ message }) => message !== failure?.message)
      .map((page) => ({ endpoint: name, ...page })),
  );
  const reasons = Map.groupBy(
    pages,
    ({ endpoint, code, message }) => `${endpoint} ${code} ${message}`,
  );
  return [...reasons.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { endpoint, code, message, whatToDo } = first;
    return [{ endpoint, code, message, whatToDo, scopes: alike.map(({ scope }) => scope) }];
  });
}
