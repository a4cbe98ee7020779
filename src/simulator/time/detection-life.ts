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
  readonly changed?: number;
  readonly lastFixed?: number;
  readonly firstReopened?: number;
  readonly lastReopened?: number;
  readonly timesReopened: number;
  readonly timesFound: number;
  readonly isIgnored: boolean;
  readonly ignoredSince?: number;
}

/** What the life of a finding depends on. */
export interface LifeQuestion {
  readonly schedule: ScanSchedule;
  /** Last scan day of the host. */
  readonly scanDay: number;
  /** Day on which its host was first seen. */
  readonly hostFirstDay: number;
  /** Day on which it came up; without it, it was there when the simulation started. */
  readonly bornDay?: number;
  /** Information stays: it is neither fixed nor ignored. */
  readonly isInformation: boolean;
}

/**
 * The life of one finding: found, fixed after a while, perhaps back again, perhaps ignored for some
 * time, perhaps no longer reported. Everything is decided by the draws, so the same draws answer for
 * every day. Undefined means that the platform does not report it (not yet, or no longer).
 */
export function lifeOf(draws: Draws, question: LifeQuestion): Life | undefined {
  const { schedule, scanDay } = question;
  const origin = scanDayBefore(schedule, 0);
  const age = origin - question.hostFirstDay;

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

  const initialDay = isRecent
    ? origin
    : origin - Math.floor(ageShare * ageShare * Math.min(age, 700));
  const born = scanDayAfter(schedule, question.bornDay ?? initialDay);
  if (born > scanDay) return undefined;
  if (vanishes && scanDay >= Math.max(born, origin) + vanishGap) return undefined;

  const base = question.bornDay ?? origin;
  const isIgnored =
    !question.isInformation &&
    isEverIgnored &&
    scanDay >= base + ignoreGap &&
    scanDay < base + ignoreGap + ignoreLength;
  const ignored = {
    isIgnored,
    ...(isIgnored && { ignoredSince: scanDayAfter(schedule, Math.max(born, base + ignoreGap)) }),
  };
  const times = (last: number): number => Math.round((last - born) / schedule.everyDays) + 1;

  const pastFix = origin - Math.floor(fixShare * fixShare * 200);
  const futureFix = base + 1 + Math.floor(fixShare * 240);
  const fixed1 = scanDayAfter(
    schedule,
    Math.max(born + 1, question.bornDay === undefined && wasFixed ? pastFix : futureFix),
  );
  if (question.isInformation || scanDay < fixed1) {
    return {
      status: born === scanDay ? 'New' : 'Active',
      firstFound: born,
      lastFound: scanDay,
      timesReopened: 0,
      timesFound: times(scanDay),
      ...ignored,
    };
  }
  const reopened1 = scanDayAfter(schedule, fixed1 + reopenGap);
  if (!reopens || scanDay < reopened1) {
    const lastFound = fixed1 - schedule.everyDays;
    return {
      status: 'Fixed',
      firstFound: born,
      lastFound,
      changed: fixed1,
      lastFixed: fixed1,
      timesReopened: 0,
      timesFound: times(lastFound),
      ...ignored,
    };
  }
  const fixed2 = scanDayAfter(schedule, reopened1 + reopenLength);
  if (scanDay < fixed2) {
    return {
      status: 'Re-Opened',
      firstFound: born,
      lastFound: scanDay,
      changed: reopened1,
      lastFixed: fixed1,
      firstReopened: reopened1,
      lastReopened: reopened1,
      timesReopened: 1,
      timesFound: times(scanDay),
      ...ignored,
    };
  }
  const reopened2 = scanDayAfter(schedule, fixed2 + reopenGap);
  const isBack = reopensAgain && scanDay >= reopened2;
  const lastFound = isBack ? scanDay : fixed2 - schedule.everyDays;
  return {
    status: isBack ? 'Re-Opened' : 'Fixed',
    firstFound: born,
    lastFound,
    changed: isBack ? reopened2 : fixed2,
    lastFixed: fixed2,
    firstReopened: reopened1,
    lastReopened: isBack ? reopened2 : reopened1,
    timesReopened: isBack ? 2 : 1,
    timesFound: times(lastFound),
    ...ignored,
  };
}
