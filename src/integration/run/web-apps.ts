import { IdRanges, type WebApp, type WebAppFilter } from '../../qualys/index.ts';
import { CollectError } from '../errors.ts';
import type { WebAppScanFacts } from '../steps/services/converters.ts';
import { WEB_APPS_STEP } from '../steps/web-apps/constants.ts';
import { convertWebApp } from '../steps/web-apps/converters.ts';
import { noteClosed } from './closed-module.ts';
import { failedPage, kindOfFailure } from './failure.ts';
import { SILENT, type StepProgress, stepProgress } from './progress.ts';
import { DAY_MS, type RunContext } from './run-context.ts';
import { storeAnswer } from './store-answer.ts';
import { isShort, storePages } from './store-page.ts';
import { collectWebAppFindings } from './web-app-findings.ts';

/** What the web application part of a run gives to the rest of it. */
export interface WebAppsOutcome {
  /** Every web application in the configured filters is stored. */
  readonly areAppsComplete: boolean;
  /** Every finding of every one of them is stored. */
  readonly areFindingsComplete: boolean;
  readonly facts: WebAppScanFacts | undefined;
}

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

  const findings = await collectWebAppFindings(run, apps.pages, now);
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

interface StoredApps {
  readonly ids: IdRanges;
  /** The same, page by page. */
  readonly pages: readonly IdRanges[];
  readonly areStored: boolean;
}

/** Reads the list, and once more should the platform count more than came: pages can leave records out. */
async function storeWebApps(run: RunContext, filter: WebAppFilter): Promise<StoredApps> {
  const progress = stepProgress(WEB_APPS_STEP, run.clock, run.onProgress);
  const first = await storeAppPages(run, filter, progress, 'page', IdRanges.empty);
  const total = await countApps(run, filter, 'count');
  let { ids, pages, areStored } = first;
  if (areStored && total !== undefined && total > ids.count) {
    const again = await storeAppPages(run, filter, progress, 'again', ids);
    noteLeftOut(run, again.ids);
    ids = ids.with(again.ids);
    pages = [...pages, ...again.pages];
    areStored = again.areStored && isCountMet(run, total, ids.count);
  }
  progress.finish();
  const isSuspect = areStored && isSuspiciouslyEmpty(run, ids);
  return { ids, pages, areStored: areStored && total !== undefined && !isSuspect };
}

function noteLeftOut({ recorder }: RunContext, ids: IdRanges): void {
  if (ids.count === 0) return;
  recorder.warn({
    kind: 'web-apps-left-out',
    endpoint: 'web-apps',
    count: ids.count,
    message: 'Web applications that the list left out, and that came when it was read once more.',
  });
}

function isCountMet(run: RunContext, announced: number, received: number): boolean {
  if (announced <= received) return true;
  const error = new CollectError('I_COUNT_NOT_MET', {
    announced: String(announced),
    received: String(received),
  });
  run.recorder.failed('web-apps', failedPage('count', error));
  return false;
}

/** Reads all pages of the list. Of what is `known` nothing is stored. */
async function storeAppPages(
  run: RunContext,
  filter: WebAppFilter,
  progress: StepProgress,
  scope: 'page' | 'again',
  known: IdRanges,
): Promise<StoredApps> {
  const pages: IdRanges[] = [];
  let ids = IdRanges.empty;
  let isWhole = true;
  const areStored = await storePages<WebApp, { readonly ids: Set<string> }, readonly string[]>(
    run,
    (page, cursor) => ({
      endpoint: 'web-apps',
      scope: `${scope}-${page}`,
      begin: () => ({ ids: new Set() }),
      write: (segment, webApps, state) => {
        for (const webApp of webApps) {
          const { id } = webApp;
          if (id !== undefined && known.has(id)) continue;
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
  return { ids, pages, areStored: areStored && isWhole };
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

/** How many applications there are; undefined (and a failed page) when it did not come. */
async function countApps(
  run: RunContext,
  filter: WebAppFilter,
  scope: string,
): Promise<number | undefined> {
  const answer = await storeAnswer<number, number>(
    run,
    {
      endpoint: 'web-apps',
      scope,
      remember: (count) => count,
      recall: (count) => count,
      ask: () => run.client.countWebApps(filter, run.signal),
    },
    SILENT,
  );
  return answer?.value;
}

function countScanned(run: RunContext, filter: WebAppFilter, since: number) {
  return countApps(run, { ...filter, lastScannedAfter: since }, `count-since-${since}`);
}
