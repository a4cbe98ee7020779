import type { Consume, EndpointName, PageResult, PageSummary } from '../../qualys/index.ts';
import type { StoredPage } from '../../spool/index.ts';
import { CollectError } from '../errors.ts';
import { failedPage, kindOfFailure } from './failure.ts';
import type { PageSegment } from './page-spool.ts';
import type { StepProgress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import { recallSummary, rememberSummary, type SummaryMemory } from './summary-memory.ts';

/**
 * How a page of records becomes a segment. `State` is what the page says beyond its rows, `Memory` the
 * same as JSON: a resumed run gets it back instead of asking for the page again.
 */
export interface PageJob<T, State, Memory = unknown> {
  readonly endpoint: EndpointName;
  /** What it holds, in letters, digits, `-` and `_`; the same whenever the run asks for the same. */
  readonly scope: string;
  /** State of a new attempt: a page that is read again starts from nothing. */
  begin(): State;
  /** Writes the rows of some records. */
  write(segment: PageSegment, records: readonly T[], state: State): void;
  /** Writes rows that need the whole page. */
  finish?(segment: PageSegment, state: State, summary: PageSummary): void;
  /** Objects in the page where they are not its records: detections, which come inside hosts. */
  counted?(state: State): number;
  /** The state as JSON. */
  remember(state: State): Memory;
  /** The state that was remembered. */
  recall(memory: Memory): State;
  /** Whether a failure that costs only a page elsewhere ends the run here. */
  endsRun?(error: unknown): boolean;
  /** Whether the caller reads what failed in another way; then it is not named as missing. */
  takesOver?(error: unknown): boolean;
  /** Asks for the page. */
  request(consume: Consume<T, void>): Promise<PageResult<void>>;
}

/** A stored page. */
export interface PageOutcome<State> {
  readonly state: State;
  readonly summary: PageSummary;
  /** The page in the ledger, when an earlier part of the run stored it. */
  readonly recalled?: StoredPage;
}

/** What a page file remembers. */
interface PageMemory<Memory> {
  readonly summary: SummaryMemory;
  readonly count: number;
  readonly state: Memory;
}

/**
 * Reads one page into one segment, unless the ledger has it. The page is stored, or it is named as failed
 * and `undefined` comes back: then nothing of it is in the spool. What concerns the whole run is thrown: a
 * refused login, a permission, an abort, a spool that cannot be written.
 */
export async function storePage<T, State, Memory>(
  run: RunContext,
  job: PageJob<T, State, Memory>,
  progress: StepProgress,
): Promise<PageOutcome<State> | undefined> {
  const stored = run.ledger.find(job.endpoint, job.scope);
  if (stored !== undefined) return recallPage(run, job, stored, progress);
  run.throwIfStopping();
  const id = { sequence: run.ledger.nextSequence(), endpoint: job.endpoint, scope: job.scope };
  let attempt: { readonly segment: PageSegment; readonly state: State } | undefined;
  const giveUp = async () => {
    await attempt?.segment.discard();
    attempt = undefined;
  };
  const consume: Consume<T, void> = async (batches) => {
    await giveUp(); // the rows of an attempt before this one
    const current = { segment: await run.spool.beginPage(id), state: job.begin() };
    attempt = current;
    for await (const batch of batches) {
      job.write(current.segment, batch, current.state);
      await current.segment.drain();
    }
  };
  try {
    const { summary } = await job.request(consume);
    if (attempt === undefined) throw new TypeError(`${job.endpoint} resolved without a page`);
    const { segment, state } = attempt;
    job.finish?.(segment, state, summary);
    const count = job.counted?.(state) ?? summary.records;
    const memory: PageMemory<Memory> = {
      summary: rememberSummary(summary),
      count,
      state: job.remember(state),
    };
    await segment.commit({
      next: summary.next,
      asked: summary.asked,
      answered: summary.asked === undefined ? undefined : summary.records,
      counts: {
        records: summary.records,
        requests: summary.requests,
        retries: summary.retries,
        bytes: summary.bytes,
      },
      serverTime: summary.serverTime,
      memory,
    });
    run.recorder.stored(summary, count);
    noteShort(run, job, summary);
    progress.stored(count);
    return { state, summary };
  } catch (error) {
    await giveUp();
    run.signal.throwIfAborted();
    if (kindOfFailure(error, job.endpoint) !== 'page' || job.endsRun?.(error)) throw error;
    if (job.takesOver?.(error) === true) {
      run.recorder.refused(error);
      return undefined;
    }
    run.recorder.failed(job.endpoint, failedPage(job.scope, error));
    progress.failed();
    return undefined;
  }
}

/** Whether fewer records came than were announced: what is not among them may be there all the same. */
export function isShort({ announced, records }: PageSummary): boolean {
  return announced !== undefined && announced > records;
}

/** Names a page as missing, what came of it aside, if it is not what was announced. */
export function noteShort(
  run: RunContext,
  { endpoint, scope }: { readonly endpoint: EndpointName; readonly scope: string },
  summary: PageSummary,
): void {
  if (!isShort(summary)) return;
  const error = new CollectError('I_COUNT_NOT_MET', {
    announced: String(summary.announced),
    received: String(summary.records),
  });
  run.recorder.failed(endpoint, failedPage(scope, error));
}

async function recallPage<T, State, Memory>(
  run: RunContext,
  job: PageJob<T, State, Memory>,
  page: StoredPage,
  progress: StepProgress,
): Promise<PageOutcome<State>> {
  // Written by this function's counterpart above, under a fsync that came before the segment's name.
  const memory = (await run.ledger.memoryOf(page)) as PageMemory<Memory>;
  const summary = recallSummary(memory.summary);
  run.recorder.stored(summary, memory.count);
  noteShort(run, job, summary);
  progress.stored(memory.count);
  return { state: job.recall(memory.state), summary, recalled: page };
}

/**
 * Reads a request page by page until there is no next one. A failed page ends it: nobody knows the
 * cursor behind it.
 *
 * @param jobOf the job of page n (from 1) that starts at the cursor
 * @param seen receives every stored page; states are not kept here, so that memory holds one page
 * @returns whether every page is stored
 */
export async function storePages<T, State, Memory>(
  run: RunContext,
  jobOf: (page: number, cursor: string | undefined) => PageJob<T, State, Memory>,
  progress: StepProgress,
  seen: (outcome: PageOutcome<State>) => void,
): Promise<boolean> {
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    run.signal.throwIfAborted();
    const outcome = await storePage(run, jobOf(page, cursor), progress);
    if (outcome === undefined) return false;
    seen(outcome);
    if (outcome.summary.next === undefined) return true;
    cursor = outcome.summary.next;
  }
}
