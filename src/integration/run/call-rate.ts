import type { EndpointLimits } from '../../qualys/index.ts';

/** Calls per chunk to the busiest endpoint, the detections: what is open, and what was fixed. */
export const CALLS_PER_CHUNK = 2;

/** Calls that a run needs besides: what changed since the cursor. */
const CALLS_BESIDES = 2;

/** Share of the calls that is planned with; the rest is for what has to be asked again. */
const PLANNED = 0.8;

/** How many calls Qualys allows a subscription. */
export interface CallRate {
  readonly calls: number;
  readonly windowMs: number;
}

/**
 * The rate for detections as the answers of this run told it. The host list stands in for them: their limits
 * are the same unless Qualys Support changed one (reference 5.1). Undefined where nothing was told.
 */
export function detectionRate(limits: readonly EndpointLimits[]): CallRate | undefined {
  for (const name of ['host-detections', 'host-list'] as const) {
    const told = limits.find(({ endpoint }) => endpoint === name);
    if (told?.limit !== undefined && told.windowSec !== undefined) {
      return { calls: told.limit, windowMs: told.windowSec * 1000 };
    }
  }
  return undefined;
}

/** How much a run may read. */
export interface Allowance {
  readonly rate: CallRate;
  /** Calls of each window that are left to others. */
  readonly reserve: number;
  /** What the run has before the next one comes; milliseconds. */
  readonly periodMs: number;
  readonly hostsPerChunk: number;
}

/** How many hosts a run can read completely without using up what the next one needs. */
export function hostsAllowed({ rate, reserve, periodMs, hostsPerChunk }: Allowance): number {
  const usable = Math.max(1, rate.calls - reserve);
  const calls = Math.floor((PLANNED * usable * periodMs) / rate.windowMs) - CALLS_BESIDES;
  return Math.max(0, Math.floor(calls / CALLS_PER_CHUNK)) * hostsPerChunk;
}
