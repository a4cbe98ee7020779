import { type DetectionRequest, type HostDetections, IdRanges } from '../../qualys/index.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { storePages } from './store-page.ts';

/**
 * Qualys processes what agents and scanners send for a while before it shows: the window begins this long
 * before the cursor; milliseconds.
 */
const OVERLAP_MS = 3_600_000;

/** Hosts per page: only their ids are kept. */
const HOSTS_PER_PAGE = 1000;

/** What changed. */
export interface ChangedHosts {
  readonly ids: IdRanges;
  /** Every page of the answer is stored: the cursor may move on. */
  readonly areAll: boolean;
}

/**
 * The hosts with a detection whose status changed since the cursor. What looks like "changed since"
 * follows changes of the status only (QDS, severity, results, ignoring and last-found move without it),
 * so that this says which hosts to read, and nothing of what came is taken for the state of a host.
 *
 * @param cursor time of the server up to which changes are known; epoch milliseconds
 */
export async function readChangedHosts(
  run: RunContext,
  cursor: number,
  progress: StepProgress,
): Promise<ChangedHosts> {
  let ids = IdRanges.empty;
  let isWhole = true;
  const request: DetectionRequest = {
    statuses: ['New', 'Active', 'Re-Opened', 'Fixed'],
    detectionUpdatedSince: cursor - OVERLAP_MS,
    showIgs: run.config.vmdrFindingTypes.includes('Info'),
    includeIgnored: true,
    includeDisabled: true,
    showResults: false,
    pageSize: HOSTS_PER_PAGE,
  };
  const areAll = await storePages<HostDetections, Set<string>, string>(
    run,
    (page, from) => ({
      endpoint: 'host-detections',
      scope: `changed_${page}`,
      begin: () => new Set(),
      // No rows: each of these hosts is read completely.
      write: (_segment, hosts, state) => {
        for (const { id } of hosts) if (id !== undefined) state.add(id);
      },
      counted: () => 0,
      finish: (_segment, _state, summary) => {
        // A garbled detection inside a host costs nothing here: the host is named all the same.
        isWhole &&= summary.badRecords.every(({ recordId }) => recordId !== undefined);
      },
      remember: (state) => IdRanges.of(state).toString(),
      recall: (memory) => new Set([...IdRanges.parse(memory)].map(String)),
      request: (consume) =>
        run.client.detections(
          from === undefined ? request : { ...request, cursor: from },
          consume,
          run.signal,
        ),
    }),
    progress,
    ({ state }) => {
      ids = ids.with(IdRanges.of(state));
    },
  );
  return { ids, areAll: areAll && isWhole };
}
