import { expect, test } from 'vitest';
import { Draws, mix } from '../random.ts';
import { Calendar, DAY_MS, isoSeconds } from './calendar.ts';
import { type Life, lifeOf } from './detection-life.ts';
import { scanDayAfter, scanDayBefore, scanProcessed, scanSchedule } from './scan-schedule.ts';

const START = Date.UTC(2026, 10, 1, 6);

test('dates are written as Qualys writes them, whatever was written before', () => {
  for (let at = 0; at < 3000; at++) {
    const time = START - (mix(3, at) % 100_000_000) * 1000;
    expect(isoSeconds(time)).toBe(new Date(time).toISOString().replace('.000Z', 'Z'));
  }
});

test('a scan ends, and is processed, between yesterday and now', () => {
  const calendar = new Calendar(START);
  for (let index = 0; index < 500; index++) {
    const schedule = scanSchedule(1, index, index % 2 === 0);
    for (const day of [-20, 0, 9]) {
      const scanDay = scanDayBefore(schedule, day);
      expect(scanDay).toBeLessThanOrEqual(day);
      expect(scanDayAfter(schedule, scanDay)).toBe(scanDay);
      const processed = scanProcessed(schedule, calendar, scanDay);
      expect(processed).toBeLessThan(calendar.timeOf(scanDay));
      expect(processed).toBeGreaterThan(calendar.timeOf(scanDay) - DAY_MS);
    }
  }
});

test('lives pass through every status, and never change between two scans', () => {
  const steps = new Set<string>();
  for (let index = 0; index < 1200; index++) {
    const schedule = scanSchedule(5, index, index % 2 === 0);
    let before: Life | undefined;
    let scanned: number | undefined;
    for (let day = 0; day < 60; day++) {
      const scanDay = scanDayBefore(schedule, day);
      const life = lifeOf(
        new Draws(mix(5, index)),
        { schedule, scanDay, firstDay: -400 },
        false,
        undefined,
      );
      if (scanned === scanDay) expect(life?.status).toBe(before?.status);
      else if (day > 0) steps.add(`${before?.status} ${life?.status}`);
      if (life !== undefined && day % 20 === 0) {
        expect(life.firstFound).toBeLessThanOrEqual(life.lastFound);
        expect(life.lastFound).toBeLessThanOrEqual(scanDay);
        expect(life.timesFound).toBeGreaterThanOrEqual(1);
      }
      before = life;
      scanned = scanDay;
    }
  }
  for (const step of [
    'New Active',
    'Active Fixed',
    'Fixed Re-Opened',
    'Re-Opened Fixed',
    'Active undefined',
  ]) {
    expect(steps).toContain(step);
  }
});
