import type { RunProgress } from '../../app/collect.ts';
import { count, duration, plural } from '../format/units.ts';
import { planLine } from './plan-line.ts';
import { stepLabel } from './step-label.ts';

/** At most one line per step in this time, so that a log stays readable. Milliseconds. */
const INTERVAL_MS = 10_000;

/**
 * Progress for a log: a line when a step begins and ends, one every ten seconds in between, and one
 * for every wait of a second or more.
 */
export function plainProgress(
  write: (text: string) => void,
  clock: () => number,
): (progress: RunProgress) => void {
  const told = new Map<string, number>();
  return (progress) => {
    switch (progress.kind) {
      case 'step-started':
        told.set(progress.step, clock());
        return;
      case 'pages': {
        if (clock() - (told.get(progress.step) ?? 0) < INTERVAL_MS) return;
        told.set(progress.step, clock());
        const total = progress.total === undefined ? '' : ` of ${count(progress.total)}`;
        write(
          `${stepLabel(progress.name)}: ${count(progress.done)}${total} parts, ${plural(progress.records, 'record')}, ${count(Math.round(progress.rate))}/s\n`,
        );
        return;
      }
      case 'step-finished': {
        const failed =
          progress.failedPages === 0 ? '' : `, ${plural(progress.failedPages, 'page')} FAILED`;
        const records = progress.records === 0 ? '' : `${plural(progress.records, 'record')} in `;
        write(
          `${stepLabel(progress.name)}: ${records}${plural(progress.pages, 'page')}${failed}, ${duration(progress.tookMs)}\n`,
        );
        return;
      }
      case 'plan':
        write(`${planLine(progress)}\n`);
        return;
      case 'applying':
        write('Applying to the graph …\n');
        return;
      case 'applied':
        write(`Applied to the graph in ${duration(progress.tookMs)}\n`);
        return;
      case 'waiting': {
        const waitMs = progress.until - clock();
        if (waitMs >= 1000)
          write(`Waiting ${duration(waitMs)} for ${progress.endpoint}: ${progress.reason}\n`);
        return;
      }
    }
  };
}
