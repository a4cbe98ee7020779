import { Draws, mix } from '../random.ts';
import type { Calendar } from './calendar.ts';

const SALT = 0x5ca9;
const MINUTE_MS = 60_000;

/**
 * When one host is scanned. Everything that a scan can find out (new, fixed, reopened, QDS, ignored)
 * moves only on the host's scan days, so that whoever reads the hosts processed since the last time has
 * seen all of it.
 */
export interface ScanSchedule {
  /** Days between two scans; 1 for agents. */
  readonly everyDays: number;
  /** The last scan day ever, for hosts that no scan reaches any more. */
  readonly lastDay?: number;
  readonly offset: number;
  /** How long before the platform's time of the day the scan ended, milliseconds. */
  readonly leadMs: number;
  /** From the end of the scan until its results are processed, milliseconds. */
  readonly processingMs: number;
}

/** The schedule of a host. Agents report daily, scanners come once a week, some hosts went silent. */
export function scanSchedule(seed: number, index: number, hasAgent: boolean): ScanSchedule {
  const draws = new Draws(mix(seed, index, SALT));
  const everyDays = hasAgent ? 1 : 7;
  const offset = draws.below(everyDays);
  const processingMs = (60 + draws.below(600)) * 1000 + 1000;
  // Scan and processing lie between the platform's time of yesterday and of today.
  const leadMs = 15 * MINUTE_MS + draws.below(23 * 60 * 60 + 1700) * 1000 + 7000;
  const wentSilent = draws.chance(0.03);
  if (!wentSilent) return { everyDays, offset, leadMs, processingMs };
  const roughly = -(10 + draws.below(300));
  return {
    everyDays,
    offset,
    leadMs,
    processingMs,
    lastDay: roughly - modulo(roughly - offset, everyDays),
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** The last day on or before `day` on which the host was scanned. */
export function scanDayBefore(schedule: ScanSchedule, day: number): number {
  const regular = day - modulo(day - schedule.offset, schedule.everyDays);
  return schedule.lastDay === undefined ? regular : Math.min(regular, schedule.lastDay);
}

/** The first day on or after `day` that is a scan day, as if scans went on for ever. */
export function scanDayAfter(schedule: ScanSchedule, day: number): number {
  return day + modulo(schedule.offset - day, schedule.everyDays);
}

/** End of the scan of a scan day. */
export function scanEnd(schedule: ScanSchedule, calendar: Calendar, scanDay: number): number {
  return calendar.timeOf(scanDay) - schedule.leadMs;
}

/** When the results of that scan had been processed. */
export function scanProcessed(schedule: ScanSchedule, calendar: Calendar, scanDay: number): number {
  return calendar.timeOf(scanDay) - schedule.leadMs + schedule.processingMs;
}
