import { Draws, fraction, mix } from '../random.ts';
import type { Calendar } from '../time/calendar.ts';
import {
  type ScanSchedule,
  scanDayAfter,
  scanDayBefore,
  scanEnd,
  scanProcessed,
  scanSchedule,
} from '../time/scan-schedule.ts';
import type { Tag } from './host.ts';
import { tagsOn } from './tags.ts';

const SALT = 0x3eb;
const FIRST_ID = 300_001;
const NAMES = [
  'Shop',
  'Customer Portal',
  'Shop',
  '12345',
  'Intranet & Wiki',
  'Kundenbereich Süd',
  'API Gateway',
  'http://legacy.example.com/',
];

/** One web application on the day in question. Times are epoch milliseconds. */
export interface WebApp {
  readonly index: number;
  readonly id: number;
  readonly name: string;
  readonly url: string;
  /** Scheme and host of the address, with a slash. */
  readonly origin: string;
  readonly ownerId: number;
  readonly isScanned: boolean;
  readonly isScheduled: boolean;
  readonly tags: readonly Tag[];
  readonly created: number;
  readonly updated: number;
  readonly riskScore?: number;
  readonly schedule: ScanSchedule;
  readonly scanDay: number;
  readonly firstDay: number;
  readonly lastScan?: { readonly id: number; readonly date: number; readonly status: string };
}

/** Ids of web applications ascend with their index. */
export function webAppId(index: number): number {
  return FIRST_ID + index * 2 + (mix(SALT, index) % 2);
}

/** Number of web applications that were ever registered until a day. */
export function webAppCount(initial: number, day: number): number {
  return initial === 0 ? 0 : initial + Math.floor((Math.max(0, day) * Math.max(8, initial)) / 120);
}

/** The web application of an index on a day, or undefined once it is retired. */
export function makeWebApp(
  seed: number,
  calendar: Calendar,
  initial: number,
  index: number,
  day: number,
): WebApp | undefined {
  const draws = new Draws(mix(seed, index, SALT));
  const bornDay =
    index < initial
      ? -30 - draws.below(500)
      : Math.ceil(((index - initial + 1) * 120) / Math.max(8, initial));
  const retires = draws.chance(0.5);
  const retireDay = Math.max(0, bornDay) + 2 + draws.below(80);
  if (retires && day >= retireDay) return undefined;
  const schedule: ScanSchedule = scanSchedule(seed ^ SALT, index, draws.chance(0.3));
  const isLate = draws.chance(0.2);
  const firstScanDay = isLate ? 3 + draws.below(60) : bornDay;
  const scanDay = scanDayBefore(schedule, day);
  const isScanned = scanDay >= firstScanDay && scanDay >= bornDay;
  const name = draws.pick(NAMES);
  const hasRisk = draws.chance(0.7);
  const origin =
    index % 5 === 3 ? `http://192.0.2.20:${8080 + index}/` : `https://app${index}.example.com/`;
  const lastScan = {
    id: 800_000 + index * 1000 + Math.max(0, scanDay + 600),
    date: scanEnd(schedule, calendar, scanDay),
    status: 'FINISHED',
  };
  return {
    index,
    id: webAppId(index),
    name,
    url: index % 4 === 2 ? `${origin}shop?lang=de&v=2` : origin,
    origin,
    ownerId: 4001 + draws.below(3),
    isScanned,
    isScheduled: draws.chance(0.5),
    tags: tagsOn(seed, 2, index, day),
    created: calendar.timeOf(bornDay) - 5 * 3_600_000 - index * 1000,
    updated: isScanned
      ? scanProcessed(schedule, calendar, scanDay)
      : calendar.timeOf(bornDay) - 4 * 3_600_000 - index * 1000,
    ...(hasRisk && {
      riskScore: Math.round(fraction(seed, index, SALT, Math.floor(scanDay / 7)) * 900),
    }),
    schedule,
    scanDay,
    firstDay: scanDayAfter(schedule, Math.max(bornDay, firstScanDay)),
    ...(isScanned && { lastScan }),
  };
}
