import { expect, test } from 'vitest';
import { HostScanCounter } from './host-scan-counter.ts';
import { DAY_MS } from './run-context.ts';

const NOW = Date.UTC(2026, 10, 24);

test('counts scans that are less than 24 hours and 7 days old', () => {
  const counter = new HostScanCounter(NOW);
  const first = HostScanCounter.tally();
  counter.count(first, { lastVulnScanDatetime: NOW - DAY_MS });
  counter.count(first, { lastVulnScanDatetime: NOW - DAY_MS + 1 });
  const second = HostScanCounter.tally();
  counter.count(second, { lastVulnScanDatetime: NOW - 7 * DAY_MS });
  counter.count(second, {});
  counter.add(first);
  counter.add(second);
  expect(counter.facts()).toEqual({
    hostCount: 4,
    lastScannedOn: NOW - DAY_MS + 1,
    hostsScannedLast24Hours: 1,
    hostsScannedLast7Days: 2,
  });
});

test('a page that was not added does not count', () => {
  const counter = new HostScanCounter(NOW);
  counter.count(HostScanCounter.tally(), { lastVulnScanDatetime: NOW });
  expect(counter.facts()).toMatchObject({ hostCount: 0, lastScannedOn: undefined });
});
