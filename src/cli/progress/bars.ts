import { MultiBar, type SingleBar } from 'cli-progress';
import type { RunProgress } from '../../app/collect.ts';
import { planLine, stepLabel } from '../../app/run-progress/index.ts';
import { count, duration } from '../../app/units.ts';

/** A display that a person watches. */
export interface ProgressDisplay {
  show(progress: RunProgress): void;
  /** Leaves the bars as they are and gives the terminal back. */
  stop(): void;
}

const NAME_WIDTH = 34;

/** One bar per step, with parts done of all, records, rate, and what is being waited for. */
export function progressBars(stream: NodeJS.WritableStream, clock: () => number): ProgressDisplay {
  const bars = new Map<string, SingleBar>();
  const multi = new MultiBar({
    stream,
    format: '{name} {bar} {value}/{all}  {records} records  {rate}  {note}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: false,
    stopOnComplete: false,
    gracefulExit: false,
    emptyOnZero: true,
  });
  const payload = (name: string, records = 0, rate = '', all = '?', note = '') => ({
    name: stepLabel(name).slice(0, NAME_WIDTH).padEnd(NAME_WIDTH),
    records: count(records).padStart(10),
    rate: rate.padEnd(10),
    all,
    note,
  });
  let last: SingleBar | undefined;
  return {
    show(progress) {
      switch (progress.kind) {
        case 'begun':
          return;
        case 'step-started':
          last = multi.create(1, 0, payload(progress.name));
          bars.set(progress.step, last);
          return;
        case 'pages': {
          const bar = bars.get(progress.step);
          if (progress.total !== undefined) bar?.setTotal(progress.total);
          bar?.update(
            progress.done,
            payload(
              progress.name,
              progress.records,
              `${count(Math.round(progress.rate))}/s`,
              progress.total === undefined ? '?' : count(progress.total),
            ),
          );
          return;
        }
        case 'step-finished': {
          const bar = bars.get(progress.step);
          const total = bar?.getTotal() ?? 1;
          const note =
            progress.failedPages > 0
              ? `${count(progress.failedPages)} pages failed`
              : `done in ${duration(progress.tookMs)}`;
          bar?.update(total, payload(progress.name, progress.records, '', count(total), note));
          return;
        }
        case 'plan':
          multi.log(`${planLine(progress)}\n`);
          return;
        case 'applying':
          last = multi.create(1, 0, payload('Apply to the graph', 0, '', '1'));
          return;
        case 'applied':
          last?.update(1, { note: `done in ${duration(progress.tookMs)}` });
          return;
        case 'waiting': {
          const waitMs = progress.until - clock();
          if (waitMs >= 1000)
            last?.update({ note: `waiting ${duration(waitMs)}: ${progress.reason}` });
          return;
        }
      }
    },
    stop() {
      multi.stop();
    },
  };
}
