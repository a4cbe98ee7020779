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

function lookBack(days: number | undefined, now: number): number | undefined {
  return days === undefined ? undefined : now - days * DAY_MS;
}

/** The later of two times, either of which may be absent. */
export function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
