import type { IdRanges, WebAppFinding } from '../../qualys/index.ts';
import { WEB_APP_FINDING_TYPE } from '../steps/web-app-findings/constants.ts';
import {
  convertWebAppFinding,
  identifiedRelationship,
} from '../steps/web-app-findings/converters.ts';
import type { PageSegment } from './page-spool.ts';
import type { StepProgress } from './progress.ts';
import { DAY_MS, type RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { isShort, storePages } from './store-page.ts';
import { later } from './windows.ts';

/** What came of the findings of some web applications. */
export interface WebAppFindingsOutcome {
  /** Every page is stored, and no record was unusable. */
  readonly areStored: boolean;
  /** Latest test of any finding; epoch milliseconds. */
  readonly lastTestedOn: number | undefined;
}

interface FindingPage {
  readonly keys: Set<string>;
  readonly qids: Set<number>;
  lastTestedOn: number | undefined;
}

/** The same as JSON: a page of these is small. */
interface FindingMemory {
  readonly keys: readonly string[];
  readonly qids: readonly number[];
  readonly lastTestedOn?: number | undefined;
}

/**
 * Reads all findings of some web applications, page by page.
 *
 * @param now time of the server that the window refers to; epoch milliseconds
 */
export async function storeWebAppFindings(
  run: RunContext,
  ids: IdRanges,
  now: number,
  progress: StepProgress,
): Promise<WebAppFindingsOutcome> {
  const keys = new Set<string>();
  const days = run.config.minFindingsSinceDays;
  let lastTestedOn: number | undefined;
  let isWhole = true;
  const areStored = await storePages<WebAppFinding, FindingPage, FindingMemory>(
    run,
    (page, cursor) => ({
      endpoint: 'web-app-findings',
      scope: scopeOf(ids, page),
      begin: () => ({ keys: new Set(), qids: new Set(), lastTestedOn: undefined }),
      write: (segment, records, state) => {
        for (const record of records) writeFinding(run, ids, record, keys, segment, state);
      },
      finish: (segment, _state, summary) => {
        if (summary.badRecords.length > 0 || isShort(summary)) isWhole = false;
        if (summary.next === undefined && isWhole && days === undefined) {
          for (const id of ids) {
            segment.covered({ space: 'web-app', id: String(id) }, WEB_APP_FINDING_TYPE);
          }
        }
      },
      remember: (state) => ({
        keys: [...state.keys],
        qids: [...state.qids],
        lastTestedOn: state.lastTestedOn,
      }),
      recall: (memory) => ({
        keys: new Set(memory.keys),
        qids: new Set(memory.qids),
        lastTestedOn: memory.lastTestedOn,
      }),
      request: (consume) =>
        run.client.webAppFindings(
          {
            webAppIds: [...ids].map(String),
            verbose: true,
            pageSize: run.settings.webAppFindingsPerPage,
            ...(days === undefined ? {} : { lastDetectedAfter: now - days * DAY_MS }),
            ...(cursor === undefined ? {} : { cursor }),
          },
          consume,
          run.signal,
        ),
    }),
    progress,
    ({ state, summary }) => {
      if (summary.badRecords.length > 0 || isShort(summary)) isWhole = false;
      for (const key of state.keys) keys.add(key);
      for (const qid of state.qids) run.qids.add(qid);
      lastTestedOn = later(lastTestedOn, state.lastTestedOn);
    },
  );
  return { areStored: areStored && isWhole, lastTestedOn };
}

function writeFinding(
  run: RunContext,
  ids: IdRanges,
  record: WebAppFinding,
  known: ReadonlySet<string>,
  segment: PageSegment,
  state: FindingPage,
): void {
  const { id, webApp } = record;
  if (id === undefined || webApp?.id === undefined || !ids.has(webApp.id)) {
    run.recorder.collect(
      {
        kind: 'findings-not-asked',
        endpoint: 'web-app-findings',
        message:
          'Findings without an id, or of web applications that nobody asked for, were left out',
      },
      id ?? 'without id',
    );
    return;
  }
  const finding = convertWebAppFinding(
    { ...record, id, webApp: { ...webApp, id: webApp.id } },
    run.converter,
  );
  const key = finding.entity._key;
  if (known.has(key) || state.keys.has(key)) {
    run.recorder.collect(
      {
        kind: 'repeated',
        endpoint: 'web-app-findings',
        message: 'Findings that came twice count once',
      },
      key,
    );
    return;
  }
  state.keys.add(key);
  if (record.qid !== undefined) state.qids.add(record.qid);
  state.lastTestedOn = later(state.lastTestedOn, record.lastTestedDate);
  segment.finding(finding);
  segment.relationship(identifiedRelationship(finding));
}
