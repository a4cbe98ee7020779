import type { PollingInterval } from '../api/instances.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Time from the begin of one run to the next, milliseconds; undefined where none begins by itself. */
export const POLLING_MS: Readonly<Record<PollingInterval, number | undefined>> = {
  DISABLED: undefined,
  THIRTY_MINUTES: 30 * MINUTE_MS,
  ONE_HOUR: HOUR_MS,
  FOUR_HOURS: 4 * HOUR_MS,
  EIGHT_HOURS: 8 * HOUR_MS,
  TWELVE_HOURS: 12 * HOUR_MS,
  ONE_DAY: DAY_MS,
  ONE_WEEK: 7 * DAY_MS,
};

/** Whether the hour of the day can be chosen in which runs begin. */
export function hasDailyHour(interval: PollingInterval): boolean {
  return interval === 'ONE_DAY' || interval === 'ONE_WEEK';
}
