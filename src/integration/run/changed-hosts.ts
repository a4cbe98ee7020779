import { type DetectionRequest, type HostDetections, IdRanges } from '../../qualys/index.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { Splitting } from './splitting.ts';
import { storeInParts } from './store-in-parts.ts';

/**
 * Qualys processes what agents and scanners send for a while before it shows: the window begins this long
 * before the cursor; milliseconds.
 */
const OVERLAP_MS = 3_600_000;

/** Hosts per page: only their ids are kept. */
const HOSTS_PER_PAGE = 1000;

/** Halves to find one host among a million; what fails in more places than that fails everywhere. */
const MOST_SPLITS = 24;

/** What changed. */
export interface ChangedHosts {
  readonly ids: IdRanges;
  /** Hosts of which it is not known, because the page with them did not come. */
  readonly unknown: IdRanges;
  /** No host is missing in both: the cursor may move on. */
  readonly areAll: boolean;
}

/**
 * The hosts with a detection whose status changed since the cursor. What looks like "changed since"
 * follows changes of the status only (QDS, severity, results, ignoring and last-found move without it),
 * so that this says which hosts to read, and nothing of what came is taken for the state of a host.
 *
 * A page that does not come is asked for in halves of its hosts, so that one that the server cannot give
 * costs itself.
 *
 * @param hosts all there are
 * @param cursor time of the server up to which changes are known; epoch milliseconds
 */
export async function readChangedHosts(
  run: RunContext,
  hosts: IdRanges,
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
  const unknown = await storeInParts<HostDetections, Set<string>, string>(
    // A server that fails here must not use up what the pages of the hosts may need.
    { ...run, splitting: new Splitting(MOST_SPLITS) },
    hosts,
    (part) => ({
      endpoint: 'host-detections',
      scope: `changed_${part.isHalf ? scopeOf(part.ids, part.page) : part.page}`,
      begin: () => new Set(),
      // No rows: each of these hosts is read completely.
      write: (_segment, records, state) => {
        for (const { id } of records) if (id !== undefined) state.add(id);
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
          {
            ...request,
            // All hosts need no ids: the answer names those that changed.
            ...(part.isHalf ? { ids: part.ids, attempts: 'few' as const } : {}),
            ...(part.cursor === undefined ? {} : { cursor: part.cursor }),
          },
          consume,
          run.signal,
        ),
    }),
    progress,
    ({ state }) => {
      ids = ids.with(IdRanges.of(state));
    },
  );
  return { ids, unknown, areAll: isWhole };
}
