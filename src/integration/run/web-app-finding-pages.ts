import type { IdRanges, WebAppFinding, WebAppFindingFilter } from '../../qualys/index.ts';
import {
  convertWebAppFinding,
  identifiedRelationship,
} from '../steps/web-app-findings/converters.ts';
import type { PageSegment } from './page-spool.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { isShort, storePages } from './store-page.ts';
import { later } from './windows.ts';

/** What came of the findings of some web applications. */
export interface FindingPages {
  /** Every page is stored, and no record was unusable. */
  readonly areStored: boolean;
  /** Keys of the findings that came. */
  readonly keys: ReadonlySet<string>;
  /** Latest test of any finding; epoch milliseconds. */
  readonly lastTestedOn: number | undefined;
}

/** Which findings are asked for. */
export interface FindingQuestion {
  /** Web applications. */
  readonly ids: IdRanges;
  readonly filter: WebAppFindingFilter;
  /** Set when the pages are read once more: of these findings nothing is stored. */
  readonly known?: ReadonlySet<string>;
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

/** The filter for the findings of some web applications; `since` is a time in epoch milliseconds. */
export function findingFilter(ids: IdRanges, since: number | undefined): WebAppFindingFilter {
  return {
    webAppIds: [...ids].map(String),
    ...(since === undefined ? {} : { lastDetectedAfter: since }),
  };
}

/** Reads all findings of some web applications, page by page. */
export async function storeFindingPages(
  run: RunContext,
  question: FindingQuestion,
  progress: StepProgress,
): Promise<FindingPages> {
  const { ids, filter, known } = question;
  const keys = new Set<string>();
  let lastTestedOn: number | undefined;
  let isWhole = true;
  const areStored = await storePages<WebAppFinding, FindingPage, FindingMemory>(
    run,
    (page, cursor) => ({
      endpoint: 'web-app-findings',
      scope: `${known === undefined ? '' : 'again_'}${scopeOf(ids, page)}`,
      begin: () => ({ keys: new Set(), qids: new Set(), lastTestedOn: undefined }),
      write: (segment, records, state) => {
        for (const record of records) writeFinding(run, question, record, keys, segment, state);
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
            ...filter,
            verbose: true,
            pageSize: run.settings.webAppFindingsPerPage,
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
  return { areStored: areStored && isWhole, keys, lastTestedOn };
}

function writeFinding(
  run: RunContext,
  { ids, known }: FindingQuestion,
  record: WebAppFinding,
  before: ReadonlySet<string>,
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
  if (known?.has(key) === true) return;
  if (before.has(key) || state.keys.has(key)) {
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
