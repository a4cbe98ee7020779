import type { RunProgress } from '../collect.ts';
import { count, duration, plural } from '../units.ts';
import { planLine } from './plan-line.ts';
import { stepLabel } from './step-label.ts';

/** At most one line per step in this time, so that a log stays readable. Milliseconds. */
const INTERVAL_MS = 10_000;

/**
 * Progress as lines for a log: one when a step ends, one every ten seconds in between, and one for every wait of a second
 * or more. Undefined for what is not worth a line.
 */
export function progressLines(clock: () => number): (progress: RunProgress) => string | undefined {
  const told = new Map<string, number>();
  return (progress) => {
    switch (progress.kind) {
      case 'begun':
        return undefined;
      case 'step-started':
        told.set(progress.step, clock());
        return undefined;
      case 'pages': {
        if (clock() - (told.get(progress.step) ?? 0) < INTERVAL_MS) return undefined;
        told.set(progress.step, clock());
        const total = progress.total === undefined ? '' : ` of ${count(progress.total)}`;
        return `${stepLabel(progress.name)}: ${count(progress.done)}${total} parts, ${plural(progress.records, 'record')}, ${count(Math.round(progress.rate))}/s`;
      }
      case 'step-finished': {
        const failed =
          progress.failedPages === 0 ? '' : `, ${plural(progress.failedPages, 'page')} FAILED`;
        const records = progress.records === 0 ? '' : `${plural(progress.records, 'record')} in `;
        return `${stepLabel(progress.name)}: ${records}${plural(progress.pages, 'page')}${failed}, ${duration(progress.tookMs)}`;
      }
      case 'plan':
        return planLine(progress);
      case 'applying':
        return 'Applying to the graph …';
      case 'applied':
        return `Applied to the graph in ${duration(progress.tookMs)}`;
      case 'waiting': {
        const waitMs = progress.until - clock();
        return waitMs < 1000
          ? undefined
          : `Waiting ${duration(waitMs)} for ${progress.endpoint}: ${progress.reason}`;
      }
    }
  };
}
