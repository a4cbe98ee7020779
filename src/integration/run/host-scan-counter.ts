import type { Host } from '../../qualys/index.ts';
import type { HostScanFacts } from '../steps/services/converters.ts';
import { DAY_MS } from './run-context.ts';

/** What a page of hosts adds to the facts of the scanner. */
export interface HostScanTally {
  hosts: number;
  lastScannedOn: number | undefined;
  last24Hours: number;
  last7Days: number;
}

/** Counts how much the vulnerability scanner has scanned, page by page. */
export class HostScanCounter {
  readonly #serverTime: number;
  readonly #total = HostScanCounter.tally();

  /** @param serverTime the moment that "within 24 hours" refers to; epoch milliseconds */
  constructor(serverTime: number) {
    this.#serverTime = serverTime;
  }

  /** The tally of a page that begins. */
  static tally(): HostScanTally {
    return { hosts: 0, lastScannedOn: undefined, last24Hours: 0, last7Days: 0 };
  }

  /** Counts a host into the tally of its page. */
  count(tally: HostScanTally, host: Host): void {
    this.countScan(tally, host.lastVulnScanDatetime);
  }

  /** Counts a host that was scanned then (epoch milliseconds), or never. */
  countScan(tally: HostScanTally, scannedOn: number | undefined): void {
    tally.hosts += 1;
    if (scannedOn === undefined) return;
    tally.lastScannedOn = Math.max(tally.lastScannedOn ?? scannedOn, scannedOn);
    const age = this.#serverTime - scannedOn;
    if (age < DAY_MS) tally.last24Hours += 1;
    if (age < 7 * DAY_MS) tally.last7Days += 1;
  }

  /** Adds the tally of a page that is stored. */
  add(tally: HostScanTally): void {
    const total = this.#total;
    total.hosts += tally.hosts;
    total.last24Hours += tally.last24Hours;
    total.last7Days += tally.last7Days;
    if (tally.lastScannedOn !== undefined) {
      total.lastScannedOn = Math.max(
        total.lastScannedOn ?? tally.lastScannedOn,
        tally.lastScannedOn,
      );
    }
  }

  /** The facts of the scanner, once every page was added. */
  facts(): HostScanFacts {
    return {
      hostCount: this.#total.hosts,
      lastScannedOn: this.#total.lastScannedOn,
      hostsScannedLast24Hours: this.#total.last24Hours,
      hostsScannedLast7Days: this.#total.last7Days,
    };
  }
}
