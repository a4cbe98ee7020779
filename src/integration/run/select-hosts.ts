import { IdRanges } from '../../qualys/index.ts';
import { HOST_FINDINGS_STEP } from '../steps/host-findings/constants.ts';
import { hostsAllowed } from './call-rate.ts';
import { readChangedHosts } from './changed-hosts.ts';
import type { CollectState } from './collect-state.ts';
import type { HostIdList, HostSelection } from './hosts.ts';
import { hostsDue } from './plan.ts';
import { stepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import type { RunMode } from './run-mode.ts';

/** The hosts that a run reads, and what is left for the next one. */
export interface SelectedHosts extends HostSelection {
  /** Every host whose detections changed since the cursor is among them. */
  readonly areChangesKnown: boolean;
  /** Hosts with a page missing that are not read now: the list does not say that they have gone. */
  readonly postponed: IdRanges;
}

/** Part of the step of the findings that is told by itself: it comes before the hosts are known that this reads. */
const CHANGES = {
  id: `${HOST_FINDINGS_STEP.id}-changes`,
  name: 'Fetch changes of host detections',
};

/** Decides which hosts the run reads: all of them, or those that are due (see plan.ts). */
export async function selectHosts(
  run: RunContext,
  { mode, state }: { readonly mode: RunMode; readonly state: CollectState | undefined },
  list: HostIdList,
  serverTime: number,
): Promise<SelectedHosts> {
  const pending = state?.pendingHosts ?? IdRanges.empty;
  const postponed = list.isWhole ? IdRanges.empty : pending.without(list.ids);
  if (mode === 'full' || state?.detectionCursor === undefined) {
    return { list, hosts: list.ids, serverTime, areChangesKnown: list.isWhole, postponed };
  }
  const progress = stepProgress(CHANGES, run.clock, run.onProgress);
  const changed = await readChangedHosts(run, list.ids, state.detectionCursor, progress);
  progress.finish();
  const { hosts, waiting } = hostsDue({
    ids: list.ids,
    known: run.known,
    state,
    changed: changed.ids.with(changed.unknown).within(list.ids),
    now: serverTime,
    everyDays: run.config.fullReadEveryDays,
    allowed: hostsOfRun(run, state, serverTime),
  });
  if (waiting > 0) {
    run.recorder.warn({
      kind: 'reads-postponed',
      endpoint: 'host-detections',
      count: waiting,
      message: `Hosts whose turn to be read completely has come, and that wait for a later run: the API calls between two runs do not suffice for all within ${run.config.fullReadEveryDays} days. Raise FULL_READ_EVERY_DAYS, lower API_CALL_RESERVE, or ask Qualys for a higher API tier.`,
    });
  }
  return { list, hosts, serverTime, areChangesKnown: list.isWhole && changed.areAll, postponed };
}

/** Told by the run before, not by this one's answers: a resumed run has to come to the same number. */
function hostsOfRun({ config, settings }: RunContext, state: CollectState, serverTime: number) {
  const { callRate } = state;
  if (callRate === undefined) return Number.POSITIVE_INFINITY;
  return hostsAllowed({
    rate: callRate,
    reserve: config.apiCallReserve,
    periodMs: Math.max(0, serverTime - state.lastRunAt),
    hostsPerChunk: settings.hostsPerChunk,
  });
}
