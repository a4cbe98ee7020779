import { createHash } from 'node:crypto';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Jitter is at most this share of the interval … */
const JITTER_SHARE = 0.05;
/** … and at most so long, milliseconds. */
const MOST_JITTER_MS = 5 * 60_000;

/** A start that failed before the run began is tried again after so long, milliseconds, if the interval is not shorter. */
export const TRY_AGAIN_MS = 30 * 60_000;

/** How often an instance is collected by itself. Times are epoch milliseconds. */
export interface Schedule {
  /** From the begin of one run to the next; a day or more where there is an hour. */
  readonly intervalMs: number;
  /** Hour of the day (UTC) in which runs begin; null for any. */
  readonly dailyHour: number | null;
  /** See {@link jitterOf}. */
  readonly jitterMs: number;
  /** Since when there is something to collect. */
  readonly since: number;
}

/** What happened so far. */
export interface Past {
  /** When the last run began, however it was begun. */
  readonly lastBegin: number | undefined;
  /** When a run was to begin last and did not, if that is later. */
  readonly lastFailure: number | undefined;
  /** Since when somebody watches the clock: what was missed before is made up from here. */
  readonly watchedSince: number;
}

/**
 * How much later than by the interval alone an instance is collected: always the same for one instance, and different
 * for others, so that they do not all ask Qualys at once. Milliseconds.
 */
export function jitterOf(instanceId: string, intervalMs: number): number {
  const most = Math.min(intervalMs * JITTER_SHARE, MOST_JITTER_MS);
  const share = createHash('sha256').update(instanceId).digest().readUInt32BE(0) / 2 ** 32;
  return Math.floor(share * most);
}

/**
 * When the next run is due. The first one is due at once, or in the hour that was chosen. Whatever was missed while nobody watched
 * is made up by one run, a little later than the begin of the watch, by the jitter.
 */
export function dueAt(schedule: Schedule, { lastBegin, lastFailure, watchedSince }: Past): number {
  const regular = regularlyDue(schedule, lastBegin);
  const due = regular >= watchedSince ? regular : watchedSince + schedule.jitterMs;
  if (lastFailure === undefined || lastFailure < (lastBegin ?? Number.NEGATIVE_INFINITY))
    return due;
  const again = lastFailure + Math.min(schedule.intervalMs, TRY_AGAIN_MS);
  return Math.max(due, again);
}

function regularlyDue(schedule: Schedule, lastBegin: number | undefined): number {
  const { intervalMs, dailyHour, jitterMs, since } = schedule;
  if (dailyHour === null)
    return lastBegin === undefined ? since : lastBegin + intervalMs + jitterMs;
  // Once a week is the hour of the seventh day.
  const after = lastBegin === undefined ? since : lastBegin + intervalMs - DAY_MS;
  const slot = Math.floor(after / DAY_MS) * DAY_MS + dailyHour * HOUR_MS + jitterMs;
  return slot > after ? slot : slot + DAY_MS;
}
