import type { PollingInterval } from '../../../../src/server/api/instances.ts';

/** The polling intervals in words, in the order of the form. */
export const INTERVAL_WORDS: Readonly<Record<PollingInterval, string>> = {
  DISABLED: 'Disabled: only when somebody runs it',
  THIRTY_MINUTES: '30 minutes',
  ONE_HOUR: '1 hour',
  FOUR_HOURS: '4 hours',
  EIGHT_HOURS: '8 hours',
  TWELVE_HOURS: '12 hours',
  ONE_DAY: '1 day',
  ONE_WEEK: '1 week',
};

/** Whether the hour can be chosen in which runs begin. */
export function hasHour(interval: PollingInterval): boolean {
  return interval === 'ONE_DAY' || interval === 'ONE_WEEK';
}

/** An hour (UTC), with what the clock says here then: `03:00 UTC (04:00 here)`. */
export function hourWords(hour: number, today = new Date()): string {
  const moment = new Date(today);
  moment.setUTCHours(hour, 0, 0, 0);
  const utc = `${String(hour).padStart(2, '0')}:00 UTC`;
  const here = `${String(moment.getHours()).padStart(2, '0')}:${String(moment.getMinutes()).padStart(2, '0')}`;
  return utc.startsWith(here) ? utc : `${utc} (${here} here)`;
}

/** How often, in a few words: `Every day at 03:00 UTC`. */
export function pollingWords(interval: PollingInterval, hour: number | null): string {
  if (interval === 'DISABLED') return 'Disabled';
  const every = `Every ${INTERVAL_WORDS[interval].replace(/^1 /, '')}`;
  return hour === null || !hasHour(interval) ? every : `${every}, ${hourWords(hour)}`;
}
