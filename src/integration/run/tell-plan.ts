import { CALLS_PER_CHUNK, type CallRate, detectionRate } from './call-rate.ts';
import type { RunContext } from './run-context.ts';
import type { RunMode } from './run-mode.ts';
import type { SelectedHosts } from './select-hosts.ts';

/** What Qualys allows with a standard API tier (reference 5.1). */
const STANDARD_RATE: CallRate = { calls: 300, windowMs: 3_600_000 };

/** What a call for the detections of a chunk takes at Qualys, more or less; milliseconds. */
const CALL_MS = 20_000;

/** Says what the run will need, as soon as that can be said. */
export function tellPlan(
  run: RunContext,
  mode: RunMode,
  selection: SelectedHosts | undefined,
): void {
  const hosts = selection?.hosts.count ?? 0;
  const calls = CALLS_PER_CHUNK * Math.ceil(hosts / run.settings.hostsPerChunk);
  const limits = run.client.limits();
  const told = detectionRate(limits);
  const { calls: perWindow, windowMs } = told ?? STANDARD_RATE;
  const usable = Math.max(1, perWindow - run.config.apiCallReserve);
  const waitMs = Math.floor(Math.max(0, calls - 1) / usable) * windowMs;
  const atOnce = limits.find(({ endpoint }) => endpoint === 'host-list')?.concurrency ?? 2;
  const workMs = (calls * CALL_MS) / Math.max(1, atOnce - 1);
  run.onProgress({
    kind: 'plan',
    mode,
    isResumed: run.ledger.size > 0,
    hosts,
    ofHosts: selection?.list.ids.count ?? 0,
    calls,
    callsPerWindow: told?.calls,
    windowSec: told && told.windowMs / 1000,
    minutes: Math.ceil(Math.max(waitMs, workMs) / 60_000),
  });
}
