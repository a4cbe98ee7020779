/** What a run tells while it works, for a live display. */
export type CollectProgress =
  | { readonly kind: 'step-started'; readonly step: string; readonly name: string }
  | {
      readonly kind: 'step-finished';
      readonly step: string;
      readonly name: string;
      readonly pages: number;
      readonly failedPages: number;
      readonly records: number;
      /** Duration in milliseconds. */
      readonly tookMs: number;
    }
  | {
      readonly kind: 'pages';
      readonly step: string;
      readonly name: string;
      /** Parts of the step that are done, of how many; the total is absent while it is not known. */
      readonly done: number;
      readonly total?: number | undefined;
      /** Records stored so far in this step. */
      readonly records: number;
      /** Records per second since the step began. */
      readonly rate: number;
      /** Pages of this step that failed so far. */
      readonly failedPages: number;
    }
  | {
      /** What the run is going to do. */
      readonly kind: 'plan';
      readonly mode: 'full' | 'incremental';
      readonly isResumed: boolean;
      readonly hosts: number;
      readonly ofHosts: number;
      /** Calls of the busiest endpoint. */
      readonly calls: number;
      /** Calls that Qualys allows in a window, and the length of that; absent while unknown. */
      readonly callsPerWindow?: number | undefined;
      readonly windowSec?: number | undefined;
      /** How long the calls will take at least, minutes. */
      readonly minutes: number;
    }
  | {
      readonly kind: 'waiting';
      /** Endpoint whose limit is waited for. */
      readonly endpoint: string;
      /** Epoch milliseconds. */
      readonly until: number;
      readonly reason: string;
    };

/** Receives progress; must not throw and should be quick. */
export type ProgressListener = (progress: CollectProgress) => void;

/** Counts the parts of one step and tells about them. */
export interface StepProgress {
  /** How many parts there will be. */
  expect(total: number): void;
  /** Records were stored. */
  stored(records: number): void;
  /** A page failed. */
  failed(): void;
  /** A part is done. */
  done(): void;
  finish(): void;
}

/** Of what is too small to be shown. */
export const SILENT: StepProgress = {
  expect: () => undefined,
  stored: () => undefined,
  failed: () => undefined,
  done: () => undefined,
  finish: () => undefined,
};

/** Begins to tell about a step. `clock` gives epoch milliseconds. */
export function stepProgress(
  step: { readonly id: string; readonly name: string },
  clock: () => number,
  listener: ProgressListener,
): StepProgress {
  const startedAt = clock();
  const counts = { done: 0, pages: 0, failedPages: 0, records: 0 };
  let total: number | undefined;
  const tell = () => {
    const seconds = Math.max(1, clock() - startedAt) / 1000;
    listener({
      kind: 'pages',
      step: step.id,
      name: step.name,
      done: counts.done,
      total,
      records: counts.records,
      rate: counts.records / seconds,
      failedPages: counts.failedPages,
    });
  };
  listener({ kind: 'step-started', step: step.id, name: step.name });
  return {
    expect(parts) {
      total = parts;
      tell();
    },
    stored(records) {
      counts.pages += 1;
      counts.records += records;
      tell();
    },
    failed() {
      counts.failedPages += 1;
      tell();
    },
    done() {
      counts.done += 1;
      tell();
    },
    finish() {
      listener({
        kind: 'step-finished',
        step: step.id,
        name: step.name,
        pages: counts.pages,
        failedPages: counts.failedPages,
        records: counts.records,
        tookMs: clock() - startedAt,
      });
    },
  };
}
