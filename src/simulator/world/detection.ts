import type { LifeStatus } from '../time/detection-life.ts';
import type { Vulnerability } from './vulnerability.ts';

/** TYPE of a detection. */
export type DetectionType = 'Confirmed' | 'Potential' | 'Info';

/**
 * One detection of one host on the day in question. Times are epoch milliseconds. All members are always
 * there, some undefined: objects of one shape are what keeps a million of them cheap.
 */
export interface Detection {
  readonly slot: number;
  readonly uniqueId: number;
  readonly vulnerability: Vulnerability;
  readonly type: DetectionType;
  readonly port: number | undefined;
  readonly protocol: 'tcp' | 'udp' | undefined;
  readonly ssl: boolean | undefined;
  readonly service: string | undefined;
  readonly instance: string | undefined;
  readonly fqdn: string | undefined;
  /** Absent for TYPE Info. */
  readonly status: LifeStatus | undefined;
  readonly firstFound: number;
  readonly lastFound: number;
  readonly lastTested: number;
  readonly lastUpdated: number;
  readonly lastProcessed: number;
  /**
   * Change to the present status, and nothing else: being found again, ignored or rated differently does not
   * move it. For detections that never changed (new ones), when they were last found.
   */
  readonly changed: number;
  readonly lastFixed: number | undefined;
  readonly firstReopened: number | undefined;
  readonly lastReopened: number | undefined;
  readonly timesReopened: number;
  readonly timesFound: number;
  readonly isIgnored: boolean;
  readonly isDisabled: boolean;
  readonly qds: number | undefined;
}

/** Band of a Qualys Detection Score. */
export function qdsBand(qds: number): 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL' {
  if (qds >= 90) return 'CRITICAL';
  if (qds >= 70) return 'HIGH';
  return qds >= 40 ? 'MEDIUM' : 'LOW';
}
