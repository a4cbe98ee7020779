import type { RunState } from '../../../../src/server/api/events.ts';
import type { RunSummary } from '../../../../src/server/api/runs.ts';

/** How a run stands, in words. */
export const RUN_STATE_WORDS: Readonly<Record<RunState, string>> = {
  running: 'Running',
  stopping: 'Being stopped',
  complete: 'Complete',
  partial: 'Partial',
  failed: 'Failed',
  cancelled: 'Cancelled',
  'cut-off': 'Cut off',
};

/** Who or what began a run. */
export function beginWords({ trigger, startedBy }: RunSummary): string {
  switch (trigger) {
    case 'manual':
      return startedBy ?? 'by hand';
    case 'schedule':
      return 'schedule';
    case 'restart':
      return 'after a restart';
    case null:
      return 'command line';
  }
}
