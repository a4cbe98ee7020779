import { IdRanges, type WebApp, type WebAppFilter } from '../../qualys/index.ts';
import { CollectError } from '../errors.ts';
import type { WebAppScanFacts } from '../steps/services/converters.ts';
import { WEB_APP_FINDINGS_STEP } from '../steps/web-app-findings/constants.ts';
import { WEB_APPS_STEP } from '../steps/web-apps/constants.ts';
import { convertWebApp } from '../steps/web-apps/converters.ts';
import { noteClosed } from './closed-module.ts';
import { failedPage, kindOfFailure } from './failure.ts';
import { forEachParallel } from './parallel.ts';
import { SILENT, stepProgress } from './progress.ts';
import { DAY_MS, type RunContext } from './run-context.ts';
import { storeAnswer } from './store-answer.ts';
import { isShort, storePages } from './store-page.ts';
import { storeWebAppFindings, type WebAppFindingsOutcome } from './web-app-findings.ts';
import { later } from './windows.ts';

/** What the web application part of a run gives to the rest of it. */
export interface WebAppsOutcome {
  /** Every web application in the configured filters is stored. */
  readonly areAppsComplete: boolean;
  /** Every finding of every one of them is stored. */
  readonly areFindingsComplete: boolean;
  readonly facts: WebAppScanFacts | undefined;
}

/** Searches for findings at once: qps has no stated limits, and answers with details are heavy. */
const FINDING_SEARCHES_AT_ONCE = 3;

const FINDINGS = { endpoint: 'web-app-findings', what: 'Findings of web applications' } as const;

const NOTHING: WebAppsOutcome = {
  areAppsComplete: false,
  areFindingsComplete: false,
  facts: undefined,
};

/**
 * Reads the scanned web applications and all their findings. Switched off or not licensed, nothing is
 * read and nothing counts as gone.
 *
 * @param now time of the server; epoch milliseconds
 */
export async function collectWebApps(run: RunContext, now: number): Promise<WebAppsOutcome> {
  if (!run.config.ingestWebAppScans) return NOTHING;
  try {
    return await readWebApps(run, now);
  } catch (error) {
    run.signal.throwIfAborted();
    if (kindOfFailure(error, 'web-apps') !== 'not-allowed') throw error;
    const { webApps: stored } = run.stored;
    noteClosed(run, { endpoint: 'web-apps', what: 'Web applications', stored }, error);
    return NOTHING;
  }
}

async function readWebApps(run: RunContext, now: number): Promise<WebAppsOutcome> {
  const wanted = run.config.webAppScanApplicationIDFilter;
  const filter: WebAppFilter = {
    isScanned: true,
    ...(wanted.length === 0 ? {} : { ids: wanted }),
  };
  const apps = await storeWebApps(run, filter);
  warnOfUnknownApps(run, apps);
  const counts = {
    webAppsScannedLast24Hours: await countScanned(run, filter, now - DAY_MS),
    webAppsScannedLast7Days: await countScanned(run, filter, now - 7 * DAY_MS),
  };

  const findings = await collectFindings(run, apps.pages, now);
  const areFindingsStored = apps.areStored && findings.areStored;
  return {
    areAppsComplete: apps.areStored,
    // A window shows a part of the findings only: nothing outside of it has gone.
    areFindingsComplete: areFindingsStored && run.config.minFindingsSinceDays === undefined,
    facts: {
      ...counts,
      webAppCount: apps.areStored ? apps.ids.count : undefined,
      lastScannedOn: areFindingsStored ? findings.lastTestedOn : undefined,
    },
  };
}

/**
 * Reads the findings of all applications, some applications of a page at a time: whichever further pages there
 * are when a run goes on, what it stored of this one is what it would ask for again.
 */
async function collectFindings(
  run: RunContext,
  pages: readonly IdRanges[],
  now: number,
): Promise<WebAppFindingsOutcome> {
  const progress = stepProgress(WEB_APP_FINDINGS_STEP, run.clock, run.onProgress);
  const parts = pages.flatMap((ids) => [...ids.chunks(run.settings.webAppsPerCall)]);
  progress.expect(parts.length);
  let lastTestedOn: number | undefined;
  let areStored = true;
  let isAllowed = true;
  const collectPart = async (part: IdRanges): Promise<void> => {
    run.signal.throwIfAborted();
    if (!isAllowed) return;
    try {
      const findings = await storeWebAppFindings(run, part, now, progress);
      areStored &&= findings.areStored;
      lastTestedOn = later(lastTestedOn, findings.lastTestedOn);
    } catch (error) {
      run.signal.throwIfAborted();
      if (kindOfFailure(error, 'web-app-findings') !== 'not-allowed') throw error;
      if (isAllowed) noteClosed(run, { ...FINDINGS, stored: run.stored.webAppFindings }, error);
      isAllowed = false;
    }
    progress.done();
  };
  await forEachParallel(parts, FINDING_SEARCHES_AT_ONCE, collectPart, run.stop);
  progress.finish();
  return { areStored: areStored && isAllowed, lastTestedOn };
}

interface StoredApps {
  readonly ids: IdRanges;
  /** The same, page by page. */
  readonly pages: readonly IdRanges[];
  readonly areStored: boolean;
}

async function storeWebApps(run: RunContext, filter: WebAppFilter): Promise<StoredApps> {
  const progress = stepProgress(WEB_APPS_STEP, run.clock, run.onProgress);
  const pages: IdRanges[] = [];
  let ids = IdRanges.empty;
  let isWhole = true;
  const areStored = await storePages<WebApp, { readonly ids: Set<string> }, readonly string[]>(
    run,
    (page, cursor) => ({
      endpoint: 'web-apps',
      scope: `page-${page}`,
      begin: () => ({ ids: new Set() }),
      write: (segment, webApps, state) => {
        for (const webApp of webApps) {
          const { id } = webApp;
          if (id === undefined || !/^\d+$/.test(id) || ids.has(id) || state.ids.has(id)) {
            reportUnusable(run, id);
            continue;
          }
          state.ids.add(id);
          segment.target(convertWebApp({ ...webApp, id }));
        }
      },
      remember: ({ ids: found }) => [...found],
      recall: (memory) => ({ ids: new Set(memory) }),
      request: (consume) =>
        run.client.webApps(
          {
            ...filter,
            verbose: true,
            pageSize: run.settings.webAppsPerPage,
            ...(cursor === undefined ? {} : { cursor }),
          },
          consume,
          run.signal,
        ),
    }),
    progress,
    ({ state, summary }) => {
      const page = IdRanges.of(state.ids);
      pages.push(page);
      ids = ids.with(page);
      isWhole &&= summary.badRecords.length === 0 && !isShort(summary);
      progress.done();
    },
  );
  progress.finish();
  const isSuspect = areStored && isSuspiciouslyEmpty(run, ids);
  return { ids, pages, areStored: areStored && isWhole && !isSuspect };
}

/** No application where there were some: more likely this user sees them no longer than that all have gone. */
function isSuspiciouslyEmpty(run: RunContext, ids: IdRanges): boolean {
  const { webApps } = run.stored;
  if (ids.count > 0 || webApps === 0 || run.areRemovalsAccepted) return false;
  const error = new CollectError('I_LIST_EMPTY', {
    what: 'web applications',
    count: String(webApps),
  });
  run.recorder.failed('web-apps', failedPage('page-1', error));
  return true;
}

function reportUnusable(run: RunContext, id: string | undefined): void {
  run.recorder.collect(
    {
      kind: 'repeated',
      endpoint: 'web-apps',
      message: 'Web applications that came twice, or without an id, were left out',
    },
    id ?? 'without id',
  );
}

function warnOfUnknownApps(run: RunContext, apps: StoredApps): void {
  const unknown = run.config.webAppScanApplicationIDFilter.filter((id) => !apps.ids.has(id));
  if (!apps.areStored || unknown.length === 0) return;
  run.recorder.warn({
    kind: 'web-apps-not-answered',
    endpoint: 'web-apps',
    count: unknown.length,
    message: `Web applications of WEB_APP_SCAN_APPLICATION_ID_FILTER that Qualys does not have, does not show to this user or never scanned: ${unknown.join(', ')}.`,
  });
}

/** How many applications were scanned since; undefined (and a failed page) when it did not come. */
async function countScanned(
  run: RunContext,
  filter: WebAppFilter,
  since: number,
): Promise<number | undefined> {
  const answer = await storeAnswer<number, number>(
    run,
    {
      endpoint: 'web-apps',
      scope: `count-since-${since}`,
      remember: (count) => count,
      recall: (count) => count,
      ask: () => run.client.countWebApps({ ...filter, lastScannedAfter: since }, run.signal),
    },
    SILENT,
  );
  return answer?.value;
}
