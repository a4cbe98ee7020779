import type { Config } from '../config/index.ts';
import { DAY_MS, type RunContext } from './run-context.ts';

type Windows = Pick<RunContext, 'config' | 'changedSince'>;

/**
 * From when on scans of hosts count: the later of the configured look-back and of what the run was given.
 * Undefined without either: all hosts.
 *
 * @param now time of the server; epoch milliseconds
 */
export function hostWindow({ config, changedSince }: Windows, now: number): number | undefined {
  return later(lookBack(config.minScannedSinceDays, now), changedSince);
}

/** The same for changes of findings on hosts. */
export function findingWindow({ config, changedSince }: Windows, now: number): number | undefined {
  return later(lookBack(config.minFindingsSinceDays, now), changedSince);
}

/**
 * Findings that were fixed from then on come with a complete read of their host, whatever the clocks say: a day
 * less than `FIXED_FINDINGS_SINCE_DAYS`, at the edge of which the server's clock decides.
 *
 * @param now by our clock; epoch milliseconds
 */
export function surelyFixedSince(config: Config, now: number): number {
  return now - (config.fixedFindingsSinceDays - 1) * DAY_MS;
}

function lookBack(days: number | undefined, now: number): number | undefined {
  return days === undefined ? undefined : now - days * DAY_MS;
}

/** The later of two times, either of which may be absent. */
export function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
