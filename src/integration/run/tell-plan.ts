import type { RunContext } from './run-context.ts';
import type { RunMode } from './run-mode.ts';
import type { SelectedHosts } from './select-hosts.ts';

/** Calls per chunk to the busiest endpoint: what is open, and what was fixed. */
const CALLS_PER_CHUNK = 2;

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
  // The host list was asked already; its limits are those of the detections unless Support changed one.
  const limits = run.client.limits();
  const limit =
    limits.find(({ endpoint }) => endpoint === 'host-detections') ??
    limits.find(({ endpoint }) => endpoint === 'host-list');
  const usable = Math.max(1, (limit?.limit ?? 300) - run.config.apiCallReserve);
  const windowMs = (limit?.windowSec ?? 3600) * 1000;
  const waitMs = Math.floor(Math.max(0, calls - 1) / usable) * windowMs;
  const workMs = (calls * CALL_MS) / Math.max(1, (limit?.concurrency ?? 2) - 1);
  run.onProgress({
    kind: 'plan',
    mode,
    isResumed: run.ledger.size > 0,
    hosts,
    ofHosts: selection?.list.ids.count ?? 0,
    calls,
    callsPerWindow: limit?.limit,
    windowSec: limit?.windowSec,
    minutes: Math.ceil(Math.max(waitMs, workMs) / 60_000),
  });
}
