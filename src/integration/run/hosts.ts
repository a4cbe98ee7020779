import type { HostFilter, IdRanges } from '../../qualys/index.ts';
import { CollectError } from '../errors.ts';
import { HOST_FINDINGS_STEP } from '../steps/host-findings/constants.ts';
import { HOST_IDS_STEP, HOSTS_STEP } from '../steps/hosts/constants.ts';
import type { HostScanFacts } from '../steps/services/converters.ts';
import { failedPage, isConnectionFailure } from './failure.ts';
import { collectHostChunk } from './host-chunk.ts';
import { HostScanCounter } from './host-scan-counter.ts';
import { forEachParallel } from './parallel.ts';
import { type StepProgress, stepProgress } from './progress.ts';
import { DAY_MS, type RunContext } from './run-context.ts';
import { storePage } from './store-page.ts';

/** The ids of all hosts under the configured filters. */
export interface HostIdList {
  readonly ids: IdRanges;
  /** Whether these are all of them. */
  readonly isWhole: boolean;
  /** Time of the server when it answered; epoch milliseconds. */
  readonly serverTime: number | undefined;
}

/** What the host part of a run gives to the rest of it. */
export interface HostsOutcome {
  /** Every host of the subscription that this user sees is stored. */
  readonly areHostsComplete: boolean;
  /** Absent when a page of hosts is missing. */
  readonly facts: HostScanFacts | undefined;
}

/**
 * Reads all hosts and their detections, chunk by chunk.
 *
 * @param list the ids of all hosts
 * @param serverTime time of the server that windows refer to; epoch milliseconds
 */
export async function collectHosts(
  run: RunContext,
  { ids, isWhole }: HostIdList,
  serverTime: number,
): Promise<HostsOutcome> {
  const counter = new HostScanCounter(serverTime);
  const hostProgress = stepProgress(HOSTS_STEP, run.clock, run.onProgress);
  const findingProgress = stepProgress(HOST_FINDINGS_STEP, run.clock, run.onProgress);
  const size = run.settings.hostsPerChunk;
  hostProgress.expect(Math.ceil(ids.count / size));
  findingProgress.expect(Math.ceil(ids.count / size));
  run.recorder.expect('host-list', ids.count);

  let areHostsStored = isWhole;
  const enrichment = { isAllowed: true };
  await forEachParallel(
    ids.chunks(size),
    run.settings.chunksInParallel,
    async (chunk) => {
      run.signal.throwIfAborted();
      const outcome = await collectHostChunk(run, {
        ids: chunk,
        serverTime,
        counter,
        enrichment,
        hostProgress,
        findingProgress,
      });
      areHostsStored &&= outcome.areHostsStored;
    },
    run.stop,
  );
  hostProgress.finish();
  findingProgress.finish();
  return {
    // A window shows a part of the hosts only: nothing outside of it has gone.
    areHostsComplete: areHostsStored && run.config.minScannedSinceDays === undefined,
    facts: areHostsStored ? counter.facts() : undefined,
  };
}

/** From this difference on a window is asked for again by the server's clock; milliseconds. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Reads the ids of all hosts: cheap, and the only way to see which hosts have gone. Undefined (and a
 * failed page) when they did not come.
 *
 * It is the first call of a run, because the classic API says best why a login is refused (the portal
 * calls an expired account a wrong password), and its answer tells the time of the server. When not
 * even a connection comes about, the run ends: nothing else would come either.
 */
export async function readHostIds(run: RunContext): Promise<HostIdList | undefined> {
  const progress = stepProgress(HOST_IDS_STEP, run.clock, run.onProgress);
  progress.expect(1);
  const now = run.clock();
  let list = await askForIds(run, progress, now);
  const isWindow = run.config.minScannedSinceDays !== undefined;
  if (isWindow && list?.serverTime !== undefined) {
    const difference = Math.abs(list.serverTime - now);
    if (difference > CLOCK_TOLERANCE_MS) list = await askForIds(run, progress, list.serverTime);
  }
  progress.done();
  progress.finish();
  return list;
}

async function askForIds(
  run: RunContext,
  progress: StepProgress,
  now: number,
): Promise<HostIdList | undefined> {
  const days = run.config.minScannedSinceDays;
  const filter: HostFilter = days === undefined ? {} : { vmProcessedAfter: now - days * DAY_MS };
  let ids: IdRanges | undefined;
  // The page has no rows, but its place in the ledger says that the list was read.
  const page = await storePage(
    run,
    {
      endpoint: 'host-list',
      scope: 'ids',
      begin: () => undefined,
      write: () => undefined,
      facts: () => ({ hosts: ids?.count ?? 0 }),
      endsRun: isConnectionFailure,
      request: async (consume) => {
        const { value, summary } = await run.client.hostIds(filter, run.signal);
        ids = value.ids;
        await consume(none());
        // The ids are no records of the graph: they count as hosts once their details come.
        return { value: undefined, summary: { ...summary, records: 0 } };
      },
    },
    progress,
  );
  if (page === undefined || ids === undefined) return undefined;
  const { next, badRecords, serverTime } = page.summary;
  // All ids come in one answer; one that is cut all the same must not make the rest look gone.
  if (next !== undefined) {
    const error = new CollectError('I_LIST_CUT', { next });
    run.recorder.failed('host-list', failedPage(`ids-from-${next}`, error));
  }
  return { ids, serverTime, isWhole: next === undefined && badRecords.length === 0 };
}

async function* none(): AsyncGenerator<never> {
  // No records.
}
