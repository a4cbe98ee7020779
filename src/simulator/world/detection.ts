import type { LifeStatus } from '../time/detection-life.ts';
import type { Vulnerability } from './vulnerability.ts';

/** TYPE of a detection. */
export type DetectionType = 'Confirmed' | 'Potential' | 'Info';

/** One detection of one host on the day in question. Times are epoch milliseconds. */
export interface Detection {
  readonly slot: number;
  readonly uniqueId: number;
  readonly vulnerability: Vulnerability;
  readonly type: DetectionType;
  readonly port?: number;
  readonly protocol?: 'tcp' | 'udp';
  readonly ssl?: boolean;
  readonly service?: string;
  readonly instance?: string;
  readonly fqdn?: string;
  /** Absent for TYPE Info. */
  readonly status?: LifeStatus;
  readonly firstFound: number;
  readonly lastFound: number;
  readonly lastTested: number;
  readonly lastUpdated: number;
  readonly lastProcessed: number;
  /** Change to the present status; for detections that never changed, when they were last found. */
  readonly changed: number;
  readonly lastFixed?: number;
  readonly firstReopened?: number;
  readonly lastReopened?: number;
  readonly timesReopened: number;
  readonly timesFound: number;
  readonly isIgnored: boolean;
  readonly isDisabled: boolean;
  readonly qds?: number;
}

/** Band of a Qualys Detection Score. */
export function qdsBand(qds: number): 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL' {
  if (qds >= 90) return 'CRITICAL';
  if (qds >= 70) return 'HIGH';
  return qds >= 40 ? 'MEDIUM' : 'LOW';
}
