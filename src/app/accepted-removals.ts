import type { AcceptedRemovals, InstanceState } from '../graph/index.ts';
import type { DataDir } from './data-dir.ts';
import { AppError } from './errors.ts';
import { readableRunRecord } from './run-record.ts';
import { runFolder } from './with-graph.ts';

/** What goes with a list that came empty, by endpoint. Types of hosts count together. */
const LISTED: Readonly<Record<string, readonly string[]>> = {
  'host-list': ['discovered_host', 'qualys_host_finding'],
  'web-apps': ['web_app', 'qualys_web_app_finding'],
};

/**
 * The removals that a person accepts by naming the run that did not do them: those that its apply held,
 * and, where a list came empty and was not believed, everything in it.
 *
 * @param state what the last applied run left
 * @throws {AppError} A_NOTHING_HELD if that is not the last run of the instance, or it held nothing
 */
export async function acceptedRemovals(
  dir: DataDir,
  instance: string,
  state: InstanceState | undefined,
  run: string,
): Promise<AcceptedRemovals> {
  if (state?.runId !== run) {
    const reason = state === undefined ? 'it has no runs' : `its last run is ${state.runId}`;
    throw new AppError('A_NOTHING_HELD', { run, instance, reason });
  }
  const held = Object.entries(state.held?.removals ?? {}).map(([type, { removals }]) => [
    type,
    removals,
  ]);
  const emptied = (await emptyLists(dir, run)).map((type) => [type, Number.POSITIVE_INFINITY]);
  if (held.length + emptied.length === 0) {
    throw new AppError('A_NOTHING_HELD', { run, instance, reason: 'all of them were done' });
  }
  return { upTo: Object.fromEntries([...held, ...emptied]) };
}

/** Types whose list came empty in a run, as its record says. */
async function emptyLists(dir: DataDir, run: string): Promise<readonly string[]> {
  const record = await readableRunRecord(runFolder(dir, run));
  // Without the record, what the graph says was held still counts.
  if (record === undefined) return [];
  return record.endpoints
    .filter(({ failedPages }) => failedPages.some(({ code }) => code === 'I_LIST_EMPTY'))
    .flatMap(({ name }) => LISTED[name] ?? []);
}
