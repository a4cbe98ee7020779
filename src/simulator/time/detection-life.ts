import type { Draws } from '../random.ts';
import { type ScanSchedule, scanDayAfter, scanDayBefore } from './scan-schedule.ts';

/** Status of a finding. Information gathered has none. */
export type LifeStatus = 'New' | 'Active' | 'Re-Opened' | 'Fixed';

/** Where a finding stands in its life, as of the last scan. Days are scan days. */
export interface Life {
  readonly status: LifeStatus;
  readonly firstFound: number;
  readonly lastFound: number;
  /** Day of the change to the present status, for those that changed. */
  readonly changed: number | undefined;
  readonly lastFixed: number | undefined;
  readonly firstReopened: number | undefined;
  readonly lastReopened: number | undefined;
  readonly timesReopened: number;
  readonly timesFound: number;
  readonly isIgnored: boolean;
  readonly ignoredSince: number | undefined;
}

/** What a finding is found on: when it is scanned, and since when it is known. */
export interface LifePlace {
  readonly schedule: ScanSchedule;
  /** Day of the last scan. */
  readonly scanDay: number;
  /** Day of the first scan. */
  readonly firstDay: number;
}

/**
 * The life of one finding: found, fixed after a while, perhaps back again, perhaps ignored for some
 * time, perhaps no longer reported. Everything is decided by the draws, so the same draws answer for
 * every day. Undefined means that the platform does not report it (not yet, or no longer).
 *
 * @param isInformation information stays: it is neither fixed nor ignored
 * @param bornDay day on which it came up; without it, it was there when the simulation started
 */
export function lifeOf(
  draws: Draws,
  place: LifePlace,
  isInformation: boolean,
  bornDay: number | undefined,
): Life | undefined {
  const { schedule, scanDay } = place;
  const origin = scanDayBefore(schedule, 0);
  const age = origin - place.firstDay;

  // Every draw is taken in any case, so that nothing depends on the day.
  const isRecent = draws.chance(0.05);
  const ageShare = draws.share();
  const wasFixed = draws.chance(0.24);
  const fixShare = draws.share();
  const reopens = draws.chance(0.3);
  const reopenGap = 2 + draws.below(25);
  const reopenLength = 4 + draws.below(90);
  const reopensAgain = draws.chance(0.3);
  const vanishes = draws.chance(0.025);
  const vanishGap = 1 + draws.below(45);
  const isEverIgnored = draws.chance(0.05);
  const ignoreGap = draws.below(60) - 40;
  const ignoreLength = 10 + draws.below(80);

  const earlier = schedule.everyDays + Math.floor(ageShare * Math.max(0, age - schedule.everyDays));
  const initialDay = isRecent ? origin : Math.max(place.firstDay, origin - earlier);
  const born = scanDayAfter(schedule, bornDay ?? initialDay);
  if (born > scanDay) return undefined;
  if (vanishes && scanDay >= Math.max(born, origin) + vanishGap) return undefined;

  const base = bornDay ?? origin;
  const isIgnored =
    !isInformation &&
    isEverIgnored &&
    scanDay >= base + ignoreGap &&
    scanDay < base + ignoreGap + ignoreLength;

  const pastFix = origin - Math.floor(fixShare * fixShare * 200);
  const futureFix = base + 1 + Math.floor(fixShare * 240);
  const fix = bornDay === undefined && wasFixed ? pastFix : futureFix;
  const fixed1 = scanDayAfter(schedule, Math.max(born + 1, fix));
  const reopened1 = scanDayAfter(schedule, fixed1 + reopenGap);
  const fixed2 = scanDayAfter(schedule, reopened1 + reopenLength);
  const reopened2 = scanDayAfter(schedule, fixed2 + reopenGap);

  let status: LifeStatus = born === scanDay ? 'New' : 'Active';
  let changed: number | undefined = born === scanDay ? undefined : born + schedule.everyDays;
  let lastFixed: number | undefined;
  let lastReopened: number | undefined;
  let timesReopened = 0;
  if (!isInformation && scanDay >= fixed1) {
    status = 'Fixed';
    changed = fixed1;
    lastFixed = fixed1;
    if (reopens && scanDay >= reopened1) {
      status = 'Re-Opened';
      changed = reopened1;
      lastReopened = reopened1;
      timesReopened = 1;
      if (scanDay >= fixed2) {
        status = 'Fixed';
        changed = fixed2;
        lastFixed = fixed2;
        if (reopensAgain && scanDay >= reopened2) {
          status = 'Re-Opened';
          changed = reopened2;
          lastReopened = reopened2;
          timesReopened = 2;
        }
      }
    }
  }
  const lastFound = status === 'Fixed' ? (changed ?? scanDay) - schedule.everyDays : scanDay;
  return {
    status,
    firstFound: born,
    lastFound,
    changed,
    lastFixed,
    firstReopened: timesReopened === 0 ? undefined : reopened1,
    lastReopened,
    timesReopened,
    timesFound: Math.round((lastFound - born) / schedule.everyDays) + 1,
    isIgnored,
    ignoredSince: isIgnored ? scanDayAfter(schedule, Math.max(born, base + ignoreGap)) : undefined,
  };
}
