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
  /** QIDs that were asked for by their number, with all pages of the answer. */
  asked: IdRanges;
}

interface KnowledgeMemory {
  readonly qids: readonly number[];
  readonly cves: readonly string[];
  readonly asked: string;
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
  /** QIDs that were asked for, whether they came or not. */
  asked: IdRanges;
  readonly progress: StepProgress;
}

/**
 * Reads the knowledge base: what was modified of the stored QIDs (customers edit severities and comments),
 * then every QID that a finding of this run has and the graph does not. One call after the other: more
 * than one at a time is refused (reference 11.3). QIDs that do not come are asked for once more; those that the
 * graph does not have either get a placeholder, so that no finding is without its vulnerability.
 */
export async function collectVulnerabilities(
  run: RunContext,
  plan: KnowledgePlan,
): Promise<KnowledgeOutcome> {
  const progress = stepProgress(VULNERABILITIES_STEP, run.clock, run.onProgress);
  const knowledge: Knowledge = {
    answered: new Set(),
    cves: new Set(),
    asked: IdRanges.empty,
    progress,
  };
  const wanted = wantedQids(run, plan);
  let pending = wanted;
  try {
    await recallBatches(run, knowledge);
    const areModifiedStored =
      plan.since === undefined || (await storeModified(run, plan, plan.since, knowledge));
    pending = wanted.without(IdRanges.of(knowledge.answered)).without(knowledge.asked);
    progress.expect(Math.ceil(pending.count / run.settings.qidsPerCall));
    run.recorder.expect('knowledge-base', pending.count);
    const ask = async (qids: IdRanges, options: BatchOptions) => {
      for (const batch of qids.chunks(run.settings.qidsPerCall)) {
        run.signal.throwIfAborted();
        const missing = await storeBatch(run, batch, knowledge, options);
        pending = pending.without(batch).with(missing);
        progress.done();
      }
    };
    await ask(pending, { prefix: '' });
    const unanswered = wanted.without(IdRanges.of(knowledge.answered)).without(pending);
    await ask(unanswered, { prefix: 'again_', stored: plan.stored });
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
const BATCH = /^(again_)?\d+-\d+(_\d+)?$/;

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

interface BatchOptions {
  /** Of the scope. */
  readonly prefix: '' | 'again_';
  /** Set when a QID that does not come now is given up; those that the graph has stay as they are. */
  readonly stored?: ReadonlySet<number>;
}

function storeBatch(
  run: RunContext,
  asked: IdRanges,
  knowledge: Knowledge,
  { prefix, stored }: BatchOptions,
): Promise<IdRanges> {
  return storeInParts<Vulnerability, KnowledgePage, KnowledgeMemory>(
    run,
    asked,
    ({ ids, page, cursor, isHalf }) => ({
      ...knowledgeJob(run, knowledge, (qid) => ids.has(qid)),
      scope: `${prefix}${scopeOf(ids, page)}`,
      finish: (segment, state, summary) => {
        if (summary.next !== undefined) return;
        state.asked = ids;
        if (stored !== undefined) giveUp(run, { ids, stored, knowledge }, segment, state);
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
    begin: () => ({ qids: new Set(), cves: new Set(), asked: IdRanges.empty }),
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
    remember: ({ qids, cves: found, asked }) => ({
      qids: [...qids],
      cves: [...found],
      asked: asked.toString(),
    }),
    recall: (memory) => ({
      qids: new Set(memory.qids),
      cves: new Set(memory.cves),
      asked: IdRanges.parse(memory.asked),
    }),
  };
}

function note(knowledge: Knowledge, state: KnowledgePage): void {
  for (const qid of state.qids) knowledge.answered.add(qid);
  for (const cve of state.cves) knowledge.cves.add(cve);
  knowledge.asked = knowledge.asked.with(state.asked);
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

/** QIDs that did not come twice: a placeholder stands for those of which the graph has nothing better. */
function giveUp(
  run: RunContext,
  { ids, stored, knowledge }: GivenUp,
  segment: PageSegment,
  state: KnowledgePage,
): void {
  for (const qid of ids) {
    if (knowledge.answered.has(qid) || state.qids.has(qid)) continue;
    state.qids.add(qid);
    if (!stored.has(qid)) segment.entity(placeholderVulnerability(qid));
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

interface GivenUp {
  readonly ids: IdRanges;
  readonly stored: ReadonlySet<number>;
  readonly knowledge: Knowledge;
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
