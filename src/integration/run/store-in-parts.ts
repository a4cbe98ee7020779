import { IdRanges } from '../../qualys/index.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { type PageJob, type PageOutcome, storePage } from './store-page.ts';

/** A part of the ids that were asked for, and where in it to read on. */
export interface IdsPart {
  readonly ids: IdRanges;
  /** Page of this part, from 1. */
  readonly page: number;
  readonly cursor: string | undefined;
  /** Whether this is a half of something that failed: one more attempt is enough then. */
  readonly isHalf: boolean;
}

/**
 * Reads what was asked for by ids, page by page. Where a page fails for good, the ids that are left are
 * read in halves, down to the one that the server cannot give: it costs itself and nothing else.
 *
 * @param jobOf the job of a page of a part; equal parts give equal scopes
 * @param seen receives every stored page
 * @returns ids of which a page is missing; each such page is named as failed
 */
export async function storeInParts<T, State, Memory>(
  run: RunContext,
  ids: IdRanges,
  jobOf: (part: IdsPart) => PageJob<T, State, Memory>,
  progress: StepProgress,
  seen: (outcome: PageOutcome<State>) => void,
  isHalf = false,
): Promise<IdRanges> {
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    run.signal.throwIfAborted();
    const job = jobOf({ ids, page, cursor, isHalf });
    const rest = cursor === undefined ? ids : ids.without(below(cursor));
    const split = { endpoint: job.endpoint, scope: `split_${job.scope}` };
    if (run.ledger.find(split.endpoint, split.scope) === undefined) {
      let isTakenOver = false;
      const takesOver = (error: unknown) => {
        isTakenOver = run.splitting.allows(rest, error);
        return isTakenOver;
      };
      const outcome = await storePage(run, { ...job, takesOver }, progress);
      if (outcome !== undefined) {
        seen(outcome);
        if (outcome.summary.next === undefined) return IdRanges.empty;
        cursor = outcome.summary.next;
        continue;
      }
      if (!isTakenOver) return rest;
      await storeMark(run, split);
    }
    let missing = IdRanges.empty;
    for (const half of rest.chunks(Math.ceil(rest.count / 2))) {
      missing = missing.with(await storeInParts(run, half, jobOf, progress, seen, true));
    }
    return missing;
  }
}

/** A page without rows: a resumed run goes the same way again. */
async function storeMark(
  run: RunContext,
  { endpoint, scope }: { readonly endpoint: string; readonly scope: string },
): Promise<void> {
  const sequence = run.ledger.nextSequence();
  const segment = await run.spool.beginPage({ sequence, endpoint, scope });
  await segment.commit({ counts: {} });
}

/** All ids before the cursor, which is the first id of the next page (reference 8.4). */
function below(cursor: string): IdRanges {
  const first = Number(cursor);
  return first > 0 ? IdRanges.fromRanges([[0, first - 1]]) : IdRanges.empty;
}
