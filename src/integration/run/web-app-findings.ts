import type { IdRanges } from '../../qualys/index.ts';
import { CollectError } from '../errors.ts';
import {
  WEB_APP_FINDING_TYPE,
  WEB_APP_FINDINGS_STEP,
} from '../steps/web-app-findings/constants.ts';
import { noteClosed } from './closed-module.ts';
import { failedPage, kindOfFailure } from './failure.ts';
import { forEachParallel } from './parallel.ts';
import { SILENT, type StepProgress, stepProgress } from './progress.ts';
import { DAY_MS, type RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { storeAnswer } from './store-answer.ts';
import { findingFilter, storeFindingPages } from './web-app-finding-pages.ts';
import { later } from './windows.ts';

/** What came of the findings of the web applications. */
export interface WebAppFindingsOutcome {
  /** Every finding is stored. */
  readonly areStored: boolean;
  /** Latest test of any finding; epoch milliseconds. */
  readonly lastTestedOn: number | undefined;
}

/** Searches at once: qps has no stated limits, and answers with details are heavy. */
const SEARCHES_AT_ONCE = 3;

const FINDINGS = { endpoint: 'web-app-findings', what: 'Findings of web applications' } as const;

/**
 * Reads the findings of all applications, some applications of a page at a time: whichever further pages
 * there are when a run goes on, what it stored of this one is what it would ask for again.
 *
 * @param pages the web applications, as they came page by page
 * @param now time of the server that the window refers to; epoch milliseconds
 */
export async function collectWebAppFindings(
  run: RunContext,
  pages: readonly IdRanges[],
  now: number,
): Promise<WebAppFindingsOutcome> {
  const progress = stepProgress(WEB_APP_FINDINGS_STEP, run.clock, run.onProgress);
  const days = run.config.minFindingsSinceDays;
  const since = days === undefined ? undefined : now - days * DAY_MS;
  const size = run.settings.webAppsPerCall;
  for (const ids of pages) progress.expect(Math.ceil(ids.count / size));
  const outcome = new Outcome();
  try {
    for (const ids of pages) {
      if (ids.count > 0) await storeApps(run, { ids, since, progress, outcome });
    }
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isClosed(error)) throw error;
    // One refusal is enough: every search would get the same answer.
    noteClosed(run, { ...FINDINGS, stored: run.stored.webAppFindings }, error);
    outcome.areStored = false;
  }
  progress.finish();
  return { areStored: outcome.areStored, lastTestedOn: outcome.lastTestedOn };
}

/** Whether this account may not read findings at all. */
function isClosed(error: unknown): boolean {
  return kindOfFailure(error, 'web-app-findings') === 'not-allowed';
}

/** What came so far. */
class Outcome {
  areStored = true;
  lastTestedOn: number | undefined;
}

/** A page of web applications. */
interface AppsTask {
  readonly ids: IdRanges;
  readonly since: number | undefined;
  readonly progress: StepProgress;
  readonly outcome: Outcome;
}

/**
 * Reads the findings of a page of web applications, and once more should the platform count more of them
 * than came: pages can leave records out. Only then is it said in the spool that what is not there has gone.
 */
async function storeApps(run: RunContext, task: AppsTask): Promise<void> {
  const { ids, since, outcome } = task;
  const first = await storeParts(run, task, undefined);
  const total = await countFindings(run, ids, since);
  let isWhole = first.areStored && total !== undefined;
  if (first.areStored && total !== undefined && total > first.keys.size) {
    const again = await storeParts(run, task, first.keys);
    noteLeftOut(run, again.keys.size);
    isWhole = again.areStored && isCountMet(run, ids, total, first.keys.size + again.keys.size);
  }
  outcome.areStored &&= isWhole;
  // A window on findings says nothing of what is outside of it.
  if (isWhole && since === undefined) await storeCovered(run, ids);
}

async function storeParts(
  run: RunContext,
  { ids, since, progress, outcome }: AppsTask,
  known: ReadonlySet<string> | undefined,
): Promise<{ readonly areStored: boolean; readonly keys: ReadonlySet<string> }> {
  const keys = new Set<string>();
  let areStored = true;
  await forEachParallel(
    ids.chunks(run.settings.webAppsPerCall),
    SEARCHES_AT_ONCE,
    async (part) => {
      run.signal.throwIfAborted();
      const question = { ids: part, filter: findingFilter(part, since) };
      const pages = await storeFindingPages(
        run,
        known === undefined ? question : { ...question, known },
        progress,
      );
      areStored &&= pages.areStored;
      for (const key of pages.keys) keys.add(key);
      outcome.lastTestedOn = later(outcome.lastTestedOn, pages.lastTestedOn);
      if (known === undefined) progress.done();
    },
    (error) => {
      if (!isClosed(error)) run.stop(error);
    },
  );
  return { areStored, keys };
}

/** How many findings there are; undefined (and a failed page) when it did not come. */
async function countFindings(
  run: RunContext,
  ids: IdRanges,
  since: number | undefined,
): Promise<number | undefined> {
  const answer = await storeAnswer<number, number>(
    run,
    {
      endpoint: 'web-app-findings',
      scope: `count_${scopeOf(ids, 1)}`,
      remember: (count) => count,
      recall: (count) => count,
      ask: () => run.client.countWebAppFindings(findingFilter(ids, since), run.signal),
    },
    SILENT,
  );
  return answer?.value;
}

function noteLeftOut({ recorder }: RunContext, count: number): void {
  if (count === 0) return;
  recorder.collect(
    {
      kind: 'findings-left-out',
      endpoint: 'web-app-findings',
      message: 'Findings that the pages left out, and that came when they were read once more',
    },
    `${count} at once`,
    count,
  );
}

function isCountMet(run: RunContext, ids: IdRanges, announced: number, received: number): boolean {
  if (announced <= received) return true;
  const error = new CollectError('I_COUNT_NOT_MET', {
    announced: String(announced),
    received: String(received),
  });
  run.recorder.failed('web-app-findings', failedPage(`count_${scopeOf(ids, 1)}`, error));
  return false;
}

/** Says of which web applications everything was read, in a page of its own: only now is it known. */
async function storeCovered(run: RunContext, ids: IdRanges): Promise<void> {
  const scope = `covered_${scopeOf(ids, 1)}`;
  if (run.ledger.find('web-app-findings', scope) !== undefined) return;
  const segment = await run.spool.beginPage({
    sequence: run.ledger.nextSequence(),
    endpoint: 'web-app-findings',
    scope,
  });
  for (const id of ids) {
    segment.covered({ space: 'web-app', id: String(id) }, WEB_APP_FINDING_TYPE);
  }
  await segment.commit({ counts: {} });
}
