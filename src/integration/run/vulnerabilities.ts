import { IdRanges, type KnowledgeBaseRequest, type Vulnerability } from '../../qualys/index.ts';
import { VULNERABILITIES_STEP } from '../steps/vulnerabilities/constants.ts';
import {
  convertCve,
  convertVulnerability,
  cveIdsOf,
  placeholderVulnerability,
} from '../steps/vulnerabilities/converters.ts';
import { failedPage, kindOfFailure } from './failure.ts';
import type { OptionalMembers } from './optional-parameters.ts';
import type { PageSegment } from './page-spool.ts';
import { type StepProgress, stepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { scopeOf } from './scope.ts';
import { storePages } from './store-page.ts';

const OPTIONAL_MEMBERS: OptionalMembers<KnowledgeBaseRequest> = {
  show_disabled_flag: 'showDisabledFlag',
};

interface KnowledgePage {
  readonly qids: Set<number>;
  readonly cves: Set<string>;
}

/**
 * Reads the knowledge base for every QID that a finding of this run has, a batch after the other: more
 * than one call at a time is refused (reference 11.3). A QID that does not come gets a placeholder, so
 * that no finding is without its vulnerability.
 */
export async function collectVulnerabilities(run: RunContext): Promise<void> {
  const qids = [...run.qids].sort((a, b) => a - b);
  const size = run.settings.qidsPerCall;
  const progress = stepProgress(VULNERABILITIES_STEP, run.clock, run.onProgress);
  progress.expect(Math.ceil(qids.length / size));
  run.recorder.expect('knowledge-base', qids.length);
  const cves = new Set<string>();
  try {
    for (let at = 0; at < qids.length; at += size) {
      run.signal.throwIfAborted();
      await storeBatch(run, IdRanges.of(qids.slice(at, at + size)), cves, progress);
      progress.done();
    }
  } catch (error) {
    run.signal.throwIfAborted();
    if (kindOfFailure(error, 'knowledge-base') !== 'not-allowed') throw error;
    // One refusal is enough: every batch would get the same answer.
    run.recorder.failed('knowledge-base', failedPage('all', error));
    progress.failed();
  }
  progress.finish();
}

async function storeBatch(
  run: RunContext,
  asked: IdRanges,
  cves: Set<string>,
  progress: StepProgress,
): Promise<void> {
  const answered = new Set<number>();
  await storePages<Vulnerability, KnowledgePage>(
    run,
    (page, cursor) => ({
      endpoint: 'knowledge-base',
      scope: scopeOf(asked, page),
      begin: () => ({ qids: new Set(), cves: new Set() }),
      write: (segment, records, state) => {
        for (const record of records) {
          const { qid } = record;
          if (qid === undefined || !asked.has(qid) || answered.has(qid) || state.qids.has(qid)) {
            continue; // nobody asked, or it came before: the graph holds what findings refer to
          }
          state.qids.add(qid);
          segment.entity(convertVulnerability({ ...record, qid }, run.converter));
          writeCves(record, segment, cves, state.cves);
        }
      },
      finish: (segment, state, summary) => {
        if (summary.next !== undefined) return;
        for (const qid of asked) {
          if (answered.has(qid) || state.qids.has(qid)) continue;
          segment.entity(placeholderVulnerability(qid));
          run.recorder.collect(
            {
              kind: 'qids-not-answered',
              endpoint: 'knowledge-base',
              message: 'QIDs of findings that the knowledge base does not have',
            },
            String(qid),
          );
        }
      },
      facts: (state) => ({ qids: state.qids.size }),
      request: (consume) =>
        run.optional.call(
          'knowledge-base',
          OPTIONAL_MEMBERS,
          {
            ids: asked,
            details: 'All',
            showDisabledFlag: true,
            ...(cursor === undefined ? {} : { cursor }),
          },
          (request: KnowledgeBaseRequest) => run.client.knowledgeBase(request, consume, run.signal),
        ),
    }),
    progress,
    ({ state }) => {
      for (const qid of state.qids) answered.add(qid);
      for (const cve of state.cves) cves.add(cve);
    },
  );
}

/** A CVE is an entity of its own, once in a run however many QIDs cover it. */
function writeCves(
  record: Vulnerability,
  segment: PageSegment,
  known: ReadonlySet<string>,
  fresh: Set<string>,
): void {
  for (const cveId of cveIdsOf(record) ?? []) {
    if (known.has(cveId) || fresh.has(cveId)) continue;
    const entity = convertCve(cveId);
    if (entity === undefined) continue;
    fresh.add(cveId);
    segment.entity(entity);
  }
}
