import {
  type Consume,
  IdRanges,
  type KnowledgeBaseRequest,
  type PageResult,
  type Vulnerability,
} from '../../qualys/index.ts';
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
import { storeInParts } from './store-in-parts.ts';
import { type PageJob, storePage, storePages } from './store-page.ts';

const OPTIONAL_MEMBERS: OptionalMembers<KnowledgeBaseRequest> = {
  show_disabled_flag: 'showDisabledFlag',
};

interface KnowledgePage {
  /** Those that came, and those of which is known that they do not come. */
  readonly qids: Set<number>;
  readonly cves: Set<string>;
}

interface KnowledgeMemory {
  readonly qids: readonly number[];
  readonly cves: readonly string[];
}

/** What of the knowledge base a run reads. */
export interface KnowledgePlan {
  /** QIDs that are stored: of these is wanted what was modified. */
  readonly stored: ReadonlySet<number>;
  /** Of the stored ones only what was modified; otherwise all that findings of this run have. */
  readonly isIncremental: boolean;
  /** QIDs that were to come and did not, in a run before. */
  readonly pending: IdRanges;
  /** Time of the server up to which modifications are known, epoch milliseconds; absent: nothing is. */
  readonly since: number | undefined;
}

/** What came of it. */
export interface KnowledgeOutcome {
  /** All that was modified is stored. */
  readonly areModifiedStored: boolean;
  /** QIDs of findings that are missing. */
  readonly pending: IdRanges;
}

/** Modifications show some time after they are made; milliseconds. */
const OVERLAP_MS = 86_400_000;

/** What the pages of a run share. */
interface Knowledge {
  readonly answered: Set<number>;
  readonly cves: Set<string>;
  readonly progress: StepProgress;
}

/**
 * Reads the knowledge base: what was modified of the stored QIDs (customers edit severities and comments),
 * then every QID that a finding of this run has and the graph does not. One call after the other: more
 * than one at a time is refused (reference 11.3). A QID that does not come gets a placeholder, so that no
 * finding is without its vulnerability.
 */
export async function collectVulnerabilities(
  run: RunContext,
  plan: KnowledgePlan,
): Promise<KnowledgeOutcome> {
  const progress = stepProgress(VULNERABILITIES_STEP, run.clock, run.onProgress);
  const knowledge: Knowledge = { answered: new Set(), cves: new Set(), progress };
  const wanted = wantedQids(run, plan);
  let pending = wanted;
  try {
    await recallBatches(run, knowledge);
    const areModifiedStored =
      plan.since === undefined || (await storeModified(run, plan, plan.since, knowledge));
    const asked = wanted.without(IdRanges.of(knowledge.answered));
    pending = asked;
    progress.expect(Math.ceil(asked.count / run.settings.qidsPerCall));
    run.recorder.expect('knowledge-base', asked.count);
    for (const batch of asked.chunks(run.settings.qidsPerCall)) {
      run.signal.throwIfAborted();
      const missing = await storeBatch(run, batch, knowledge);
      pending = pending.without(batch.without(missing));
      progress.done();
    }
    return { areModifiedStored, pending };
  } catch (error) {
    run.signal.throwIfAborted();
    if (kindOfFailure(error, 'knowledge-base') !== 'not-allowed') throw error;
    // One refusal is enough: every batch would get the same answer.
    // It is no module that one may do without: findings would have no vulnerability.
    run.recorder.failed('knowledge-base', failedPage('all', error));
    progress.failed();
    return { areModifiedStored: false, pending };
  } finally {
    progress.finish();
  }
}

function wantedQids(run: RunContext, plan: KnowledgePlan): IdRanges {
  const { stored, isIncremental, pending } = plan;
  const wanted = [...run.qids].filter((qid) => !(isIncremental && stored.has(qid)));
  return IdRanges.of(wanted).with(pending);
}

/** Reads everything that was modified, and keeps what the graph has or will have. */
function storeModified(
  run: RunContext,
  { stored }: KnowledgePlan,
  since: number,
  knowledge: Knowledge,
): Promise<boolean> {
  const isWanted = (qid: number) => stored.has(qid) || run.qids.has(qid);
  return storePages<Vulnerability, KnowledgePage, KnowledgeMemory>(
    run,
    (page, cursor) => ({
      ...knowledgeJob(run, knowledge, isWanted),
      scope: `modified_${page}`,
      request: (consume) =>
        askFor(run, { lastModifiedAfter: since - OVERLAP_MS, ...cursorOf(cursor) }, consume),
    }),
    knowledge.progress,
    ({ state }) => note(knowledge, state),
  );
}

/** Scopes of {@link storeBatch}; others are what was modified, and marks. */
const BATCH = /^\d+-\d+(_\d+)?$/;

/**
 * Takes over the batches that an earlier part of this run stored, whatever was in them: that part may have
 * known of fewer QIDs, because a page of findings failed then, and cut its batches in other places.
 */
async function recallBatches(run: RunContext, knowledge: Knowledge): Promise<void> {
  for (const scope of run.ledger.scopes('knowledge-base')) {
    if (!BATCH.test(scope)) continue;
    const outcome = await storePage<Vulnerability, KnowledgePage, KnowledgeMemory>(
      run,
      {
        ...knowledgeJob(run, knowledge, () => false),
        scope,
        request: () => Promise.reject(new TypeError(`${scope} is stored and asked for`)),
      },
      knowledge.progress,
    );
    if (outcome !== undefined) note(knowledge, outcome.state);
  }
}

function storeBatch(run: RunContext, asked: IdRanges, knowledge: Knowledge): Promise<IdRanges> {
  return storeInParts<Vulnerability, KnowledgePage, KnowledgeMemory>(
    run,
    asked,
    ({ ids, page, cursor, isHalf }) => ({
      ...knowledgeJob(run, knowledge, (qid) => ids.has(qid)),
      scope: scopeOf(ids, page),
      finish: (segment, state, summary) => {
        if (summary.next === undefined) writePlaceholders(run, ids, knowledge, segment, state);
      },
      request: (consume) =>
        askFor(
          run,
          { ids, ...(isHalf ? { attempts: 'few' as const } : {}), ...cursorOf(cursor) },
          consume,
        ),
    }),
    knowledge.progress,
    ({ state }) => note(knowledge, state),
  );
}

/** What all pages of the knowledge base have in common. */
function knowledgeJob(
  run: RunContext,
  { answered, cves }: Knowledge,
  isWanted: (qid: number) => boolean,
): Omit<PageJob<Vulnerability, KnowledgePage, KnowledgeMemory>, 'scope' | 'request'> {
  return {
    endpoint: 'knowledge-base',
    begin: () => ({ qids: new Set(), cves: new Set() }),
    write: (segment, records, state) => {
      for (const record of records) {
        const { qid } = record;
        if (qid === undefined || !isWanted(qid) || answered.has(qid) || state.qids.has(qid)) {
          continue; // nobody asked, or it came before: the graph holds what findings refer to
        }
        state.qids.add(qid);
        segment.entity(convertVulnerability({ ...record, qid }, run.converter));
        writeCves(record, segment, cves, state.cves);
      }
    },
    remember: (state) => ({ qids: [...state.qids], cves: [...state.cves] }),
    recall: (memory) => ({ qids: new Set(memory.qids), cves: new Set(memory.cves) }),
  };
}

function note({ answered, cves }: Knowledge, state: KnowledgePage): void {
  for (const qid of state.qids) answered.add(qid);
  for (const cve of state.cves) cves.add(cve);
}

function askFor(
  run: RunContext,
  request: KnowledgeBaseRequest,
  consume: Consume<Vulnerability, void>,
): Promise<PageResult<void>> {
  return run.optional.call(
    'knowledge-base',
    OPTIONAL_MEMBERS,
    { ...request, details: 'All', showDisabledFlag: true },
    (sent: KnowledgeBaseRequest) => run.client.knowledgeBase(sent, consume, run.signal),
  );
}

function cursorOf(cursor: string | undefined): Pick<KnowledgeBaseRequest, 'cursor'> {
  return cursor === undefined ? {} : { cursor };
}

function writePlaceholders(
  run: RunContext,
  asked: IdRanges,
  { answered }: Knowledge,
  segment: PageSegment,
  state: KnowledgePage,
): void {
  for (const qid of asked) {
    if (answered.has(qid) || state.qids.has(qid)) continue;
    state.qids.add(qid);
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
