import { IdRanges } from '../../qualys/index.ts';
import type { Config } from '../config/index.ts';
import { type CollectState, decodeState } from './collect-state.ts';
import type { KnownHost, KnownInstance } from './known-instance.ts';
import { DAY_MS } from './run-context.ts';
import type { RunMode } from './run-mode.ts';
import { scopeFingerprint } from './scope-fingerprint.ts';

/**
 * Which mode a run has unless a person asks for a full one. Incremental only after a complete full run
 * under the same scope: raised look-backs and other filters are filled up by a full run, and so is what
 * was held back. A window on findings never reads a host completely, so that nothing could be left out.
 */
export function modeOf(config: Config, known: KnownInstance): RunMode {
  const state = decodeState(known.state);
  const isPossible =
    state?.completeFullAt !== undefined &&
    state.detectionCursor !== undefined &&
    !known.isHeld &&
    known.scopeFingerprint === scopeFingerprint(config) &&
    config.minFindingsSinceDays === undefined;
  return isPossible ? 'incremental' : 'full';
}

/** What decides which hosts an incremental run reads. */
export interface HostsDue {
  /** All hosts that there are. */
  readonly ids: IdRanges;
  readonly known: ReadonlyMap<number, KnownHost>;
  readonly state: CollectState;
  /** Hosts with a detection whose status changed since the cursor. */
  readonly changed: IdRanges;
  /** Time of the server, epoch milliseconds. */
  readonly now: number;
  /** Within how many days every host has to be read completely. */
  readonly everyDays: number;
  /** How many hosts the API calls allow for; what changed is read all the same. */
  readonly allowed: number;
}

/** Which hosts an incremental run reads, and how many of these only because their turn has come. */
export interface HostPlan {
  readonly hosts: IdRanges;
  readonly rolling: number;
  /** How many hosts had their turn, and wait for want of API calls. */
  readonly waiting: number;
}

/**
 * The hosts that an incremental run reads completely: those that changed, those of which a page is
 * missing, those that are new, and of the rest a share of those read longest ago. The share is the part
 * of the period that has gone by since the run before, so that all have had their turn when it ends; and
 * whoever would be overdue by a run like this one is not left for it. No more than the API calls
 * allow for: the limit is the subscription's, and a run that waits for the next window keeps the one after it
 * from its own changes.
 */
export function hostsDue(input: HostsDue): HostPlan {
  const { ids, known, state, changed, now, everyDays, allowed } = input;
  const periodMs = everyDays * DAY_MS;
  const sinceLastRunMs = Math.max(0, now - state.lastRunAt);
  const due: number[] = [];
  const others: { readonly id: number; readonly lastReadOn: number }[] = [];
  const wanted = changed.with(state.pendingHosts);
  for (const id of ids) {
    const lastReadOn = known.get(id)?.lastReadOn;
    if (lastReadOn === undefined || wanted.has(id)) due.push(id);
    else others.push({ id, lastReadOn });
  }
  others.sort((a, b) => a.lastReadOn - b.lastReadOn || a.id - b.id);
  const share = Math.ceil((ids.count * Math.min(sinceLastRunMs, periodMs)) / periodMs);
  const overdue = others.filter(
    ({ lastReadOn }) => now - lastReadOn + sinceLastRunMs >= periodMs,
  ).length;
  const wished = Math.min(others.length, Math.max(share, overdue));
  const rolling = others.slice(0, Math.min(wished, Math.max(0, allowed - due.length)));
  return {
    hosts: IdRanges.of([...due, ...rolling.map(({ id }) => id)]),
    rolling: rolling.length,
    waiting: wished - rolling.length,
  };
}
