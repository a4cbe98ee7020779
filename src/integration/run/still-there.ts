import { IdRanges } from '../../qualys/index.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { storeAnswer } from './store-answer.ts';

/**
 * Which of these hosts Qualys still has: one that was purged or moved to another id since the list was read
 * answers like a clean one. None of them (and a failed page) when that cannot be found out.
 */
export async function hostsStillThere(
  run: RunContext,
  ids: IdRanges,
  progress: StepProgress,
): Promise<IdRanges> {
  const answer = await storeAnswer<IdRanges, string>(
    run,
    {
      endpoint: 'host-list',
      scope: `there_${scopeOf(ids, 1)}`,
      remember: String,
      recall: (memory) => IdRanges.parse(memory),
      ask: async () => {
        const { value, summary } = await run.client.hostIds({ ids }, run.signal);
        return { value: value.ids, summary };
      },
    },
    progress,
  );
  return answer?.value.within(ids) ?? IdRanges.empty;
}
