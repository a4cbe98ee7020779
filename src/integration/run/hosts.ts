import { type HostFilter, IdRanges } from '../../qualys/index.ts';
import { CollectError } from '../errors.ts';
import { HOST_FINDINGS_STEP } from '../steps/host-findings/constants.ts';
import { HOST_IDS_STEP, HOSTS_STEP } from '../steps/hosts/constants.ts';
import type { HostScanFacts } from '../steps/services/converters.ts';
import { failedPage, isConnectionFailure } from './failure.ts';
import { collectHostChunk } from './host-chunk.ts';
import { HostScanCounter } from './host-scan-counter.ts';
import { forEachParallel } from './parallel.ts';
import { type StepProgress, stepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { type Answer, storeAnswer } from './store-answer.ts';
import { hostWindow } from './windows.ts';

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
  /** The list says of every host of the subscription that this user sees that it is there. */
  readonly isListComplete: boolean;
  /** Absent when the list is not whole. */
  readonly facts: HostScanFacts | undefined;
  /** Hosts of which a page is missing. */
  readonly pending: IdRanges;
}

/** Which hosts a run reads. */
export interface HostSelection {
  readonly list: HostIdList;
  /** Those that are read; the others are only known to be there. */
  readonly hosts: IdRanges;
  /** Time of the server that windows refer to; epoch milliseconds. */
  readonly serverTime: number;
}

/** Reads hosts and their detections, chunk by chunk, each of them completely. */
export async function collectHosts(
  run: RunContext,
  { list, hosts, serverTime }: HostSelection,
): Promise<HostsOutcome> {
  const counter = new HostScanCounter(serverTime);
  const hostProgress = stepProgress(HOSTS_STEP, run.clock, run.onProgress);
  const findingProgress = stepProgress(HOST_FINDINGS_STEP, run.clock, run.onProgress);
  const size = run.settings.hostsPerChunk;
  hostProgress.expect(Math.ceil(hosts.count / size));
  findingProgress.expect(Math.ceil(hosts.count / size));
  run.recorder.expect('host-list', hosts.count);

  let pending = hosts;
  let stored = IdRanges.empty;
  const enrichment = { isAllowed: true };
  await forEachParallel(
    hosts.chunks(size),
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
      pending = pending.without(outcome.complete);
      stored = stored.with(outcome.stored);
    },
    run.stop,
  );
  hostProgress.finish();
  findingProgress.finish();
  countUnread(run, counter, list.ids.without(stored));
  return {
    // A window shows a part of the hosts only: nothing outside of it has gone.
    isListComplete: list.isWhole && hostWindow(run, serverTime) === undefined,
    // Who was not scanned since then is not in the list, and known to nobody.
    facts: list.isWhole && run.changedSince === undefined ? counter.facts() : undefined,
    pending,
  };
}

/** Hosts that were not read count with what the graph knows of their scans. */
function countUnread(run: RunContext, counter: HostScanCounter, unread: IdRanges): void {
  const tally = HostScanCounter.tally();
  for (const id of unread) counter.countScan(tally, run.known.get(id)?.lastScannedOn);
  counter.add(tally);
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
  const now = run.startedAt;
  let list = await askForIds(run, progress, now, '');
  const window = hostWindow(run, now);
  if (window !== undefined && list?.serverTime !== undefined) {
    const right = hostWindow(run, list.serverTime) ?? window;
    if (Math.abs(right - window) > CLOCK_TOLERANCE_MS)
      list = await askForIds(run, progress, list.serverTime, '_2');
  }
  if (window === undefined && list?.isWhole === true)
    list = await askForVanished(run, progress, list);
  progress.done();
  progress.finish();
  return list;
}

/** Hosts of the graph that the list lacks are asked for by their ids, once, before they count as gone. */
async function askForVanished(
  run: RunContext,
  progress: StepProgress,
  list: HostIdList,
): Promise<HostIdList> {
  const vanished = IdRanges.of(run.known.keys()).without(list.ids);
  if (vanished.count === 0) return list;
  const answer = await storeIds(run, progress, 'ids_again', { ids: vanished });
  // Without an answer nobody knows whether they have gone.
  if (answer === undefined) return { ...list, isWhole: false };
  const leftOut = answer.value.within(vanished);
  if (leftOut.count > 0) {
    run.recorder.warn({
      kind: 'hosts-left-out',
      endpoint: 'host-list',
      count: leftOut.count,
      message: `Hosts that the list of all ids left out, and that answered when asked for by their ids: ${leftOut.toString().slice(0, EXAMPLE_CHARACTERS)}.`,
    });
  }
  const isWhole = answer.next === undefined && answer.badRecords === 0;
  return { ...list, ids: list.ids.with(leftOut), isWhole };
}

/** Of ids that a message names. */
const EXAMPLE_CHARACTERS = 120;

function storeIds(
  run: RunContext,
  progress: StepProgress,
  scope: string,
  filter: HostFilter,
): Promise<Answer<IdRanges> | undefined> {
  return storeAnswer(
    run,
    {
      endpoint: 'host-list',
      scope,
      write: (segment, ids: IdRanges) => {
        for (const id of ids) segment.present({ space: 'host', id: String(id) });
      },
      remember: String,
      recall: (memory: string) => IdRanges.parse(memory),
      endsRun: isConnectionFailure,
      ask: async () => {
        const { value, summary } = await run.client.hostIds(filter, run.signal);
        return { value: value.ids, summary };
      },
    },
    progress,
  );
}

async function askForIds(
  run: RunContext,
  progress: StepProgress,
  now: number,
  attempt: string,
): Promise<HostIdList | undefined> {
  const since = hostWindow(run, now);
  const filter: HostFilter = since === undefined ? {} : { vmProcessedAfter: since };
  const answer = await storeIds(run, progress, `ids${attempt}`, filter);
  if (answer === undefined) return undefined;
  const { value: ids, next, badRecords, serverTime } = answer;
  // All ids come in one answer; one that is cut all the same must not make the rest look gone.
  if (next !== undefined) {
    const error = new CollectError('I_LIST_CUT', { next });
    run.recorder.failed('host-list', failedPage(`ids-from-${next}`, error));
  }
  const isSuspect = ids.count === 0 && run.known.size > 0 && !run.areRemovalsAccepted;
  if (isSuspect) {
    const error = new CollectError('I_LIST_EMPTY', {
      what: 'hosts',
      count: String(run.known.size),
    });
    run.recorder.failed('host-list', failedPage('ids', error));
  }
  return { ids, serverTime, isWhole: next === undefined && badRecords === 0 && !isSuspect };
}
