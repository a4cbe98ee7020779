/** One day in milliseconds. */
export const DAY_MS = 86_400_000;

/**
 * The calendar of a world: day 0 is the day the simulation starts, `timeOf(day)` the moment at which
 * the platform stands on that day. Days before the start are negative; history is derived by the same
 * rules as the future.
 */
export class Calendar {
  readonly start: number;

  constructor(start: number) {
    this.start = Math.floor(start / 1000) * 1000;
  }

  /** The platform's time on a day, epoch milliseconds at whole seconds. */
  timeOf(day: number): number {
    return this.start + day * DAY_MS;
  }
}

const REMEMBERED = 8192;
const isoDays = new Map<number, string>();
const clocks: string[] = [];
const recentTimes = new Float64Array(REMEMBERED).fill(Number.NaN);
const recentTexts: string[] = [];

/** `YYYY-MM-DDTHH:MM:SSZ`, as Qualys writes dates. Takes epoch milliseconds. */
export function isoSeconds(at: number): string {
  // The same few dates come again and again while a host is written.
  const place = (at / 1000) & (REMEMBERED - 1);
  if (recentTimes[place] === at) return recentTexts[place] ?? isoText(at);
  const text = isoText(at);
  recentTimes[place] = at;
  recentTexts[place] = text;
  return text;
}

function isoText(at: number): string {
  const seconds = Math.floor(at / 1000);
  const day = Math.floor(seconds / 86_400);
  let date = isoDays.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, 11);
    isoDays.set(day, date);
  }
  const second = seconds - day * 86_400;
  let clock = clocks[second];
  if (clock === undefined) {
    clock = `${new Date(second * 1000).toISOString().slice(11, 19)}Z`;
    clocks[second] = clock;
  }
  return date + clock;
}
