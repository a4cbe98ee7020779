import { SyncError } from './errors.ts';

/** Attempts after the first one, for failures that may pass. */
export const MAX_RETRIES = 6;
/** The same for answers that only say "not now". */
export const MAX_LIMIT_RETRIES = 20;
/** Longest wait that an answer may ask for, milliseconds; behind it the upload is given up until another day. */
export const LONGEST_ASKED_WAIT_MS = 15 * 60_000;

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** Where a 429 does not say how long. */
const FIRST_LIMIT_DELAY_MS = 5_000;

/** How often which kind of failure happened to a request. */
export interface RetryCounts {
  readonly failures: number;
  readonly limits: number;
}

/** Why and how long to wait before the next attempt. */
export interface RetryPlan {
  /** A limit holds for every request, a failure for the one that failed. */
  readonly kind: 'limited' | 'failure';
  readonly waitMs: number;
}

/**
 * Decides about the next attempt, or `undefined` if there is none. What JupiterOne refused for a reason is
 * not tried again; what may have arrived all the same is, because the job ignores duplicates.
 */
export function planRetry(
  error: unknown,
  counts: RetryCounts,
  random: () => number,
  maxRetries: number = MAX_RETRIES,
): RetryPlan | undefined {
  if (!(error instanceof SyncError) || !error.isRetryable) return undefined;
  if (error.code === 'J1_LIMITED') {
    const waitMs = error.waitMs ?? grown(FIRST_LIMIT_DELAY_MS, counts.limits);
    if (counts.limits >= MAX_LIMIT_RETRIES || waitMs > LONGEST_ASKED_WAIT_MS) return undefined;
    return { kind: 'limited', waitMs: jitter(waitMs, random) };
  }
  const isPassing = ['J1_SERVER', 'J1_NETWORK', 'J1_BAD_ANSWER'].includes(error.code);
  if (!isPassing || counts.failures >= maxRetries) return undefined;
  return { kind: 'failure', waitMs: jitter(grown(FIRST_DELAY_MS, counts.failures), random) };
}

function grown(firstMs: number, times: number): number {
  return Math.min(firstMs * 2 ** times, LONGEST_DELAY_MS);
}

/** Between the time and a fifth more, so that parallel calls do not come back at once. */
function jitter(ms: number, random: () => number): number {
  return Math.round(ms * (1 + random() / 5));
}
