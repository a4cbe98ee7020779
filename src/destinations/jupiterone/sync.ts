import { hash } from 'node:crypto';
import type { CountsByType, InstanceGraph } from '../../graph/index.ts';
import type { UploadChoices } from '../../model/uploaded-entity.ts';
import { batches } from './batches.ts';
import { BufferPool } from './buffer-pool.ts';
import type { SyncClient } from './client.ts';
import type { Clock } from './clock.ts';
import { SyncError } from './errors.ts';
import { failureEvent, partialEvents, resultEvents, startEvent, statsEvent } from './job-log.ts';
import { Journal, type JournalState } from './journal.ts';
import { type PartialType, partialTypes, type RunCoverage } from './partial-types.ts';
import type { SyncFailure, SyncProgress, SyncReport, SyncStatus } from './sync-report.ts';
import { Tally } from './tally.ts';
import { CutDiffersError, uploadBatches } from './upload.ts';
import { uploadedEntities, uploadedKinds, uploadedRelationships } from './upload-objects.ts';
import {
  AWAITING_UPLOADS,
  FINISHED,
  isFinalizing,
  type JobEvent,
  type SyncJob,
  type SyncMode,
  type SyncSource,
} from './wire.ts';

/** Where a graph goes to, and what of it. */
export interface SyncPlan {
  readonly target: SyncSource;
  readonly mode: SyncMode;
  readonly choices: UploadChoices;
  /** What tells this destination from others, besides the target: the server and the account. */
  readonly destination: string;
}

/** What a synchronisation needs. */
export interface SyncInput extends SyncPlan {
  readonly graph: InstanceGraph;
  /** What the applied runs covered, the newest first. */
  readonly coverage: readonly RunCoverage[];
  readonly client: SyncClient;
  /** File that says how far the upload is. */
  readonly journalPath: string;
  readonly clock: Clock;
  /** Ends the upload: the job is aborted. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  readonly settings?: Partial<SyncSettings>;
}

/** Sizes and patience. */
export interface SyncSettings {
  /** Largest body of a request before compression; the API takes 6 MB. */
  readonly maxBatchBytes: number;
  /** Most requests under way at once. */
  readonly concurrency: number;
  /** How long JupiterOne's own work is waited for, milliseconds. */
  readonly finalizePatienceMs: number;
}

/** Settings that nobody changed. */
export const DEFAULT_SYNC_SETTINGS: SyncSettings = {
  maxBatchBytes: 2_000_000,
  concurrency: 4,
  finalizePatienceMs: 30 * 60_000,
};

/** A job that is older is not gone on with: nobody knows how long JupiterOne keeps uploads. Milliseconds. */
const RESUME_WITHIN_MS = 24 * 3_600_000;

const FIRST_LOOK_MS = 1_000;
const LONGEST_LOOK_MS = 15_000;

/** How long a failed or cancelled upload may take to tidy up, milliseconds. */
const TIDY_UP_MS = 20_000;

/** What there is to upload. */
export interface Planned {
  readonly entities: CountsByType;
  readonly relationships: CountsByType;
}

/** Counts what a synchronisation would upload. */
export async function planSync(
  graph: InstanceGraph,
  { mode, choices }: Pick<SyncPlan, 'mode' | 'choices'>,
): Promise<Planned> {
  return {
    entities: await graph.countEntities(),
    relationships:
      mode === 'PATCH'
        ? {}
        : await graph.countRelationships(uploadedKinds(graph.edgeKinds, choices)),
  };
}

/**
 * Uploads the whole graph of an instance as one synchronisation job. Either the job is finalized with
 * everything, or it is aborted and JupiterOne stays as it was. A job that a killed process left behind is gone
 * on with if the graph is still the same; otherwise it is aborted.
 *
 * @returns what waits until JupiterOne has worked the upload in, for which the graph is not needed any more, and
 *   then says what was done, whatever became of it
 * @throws what is neither a failure of JupiterOne nor of the graph, after the job was aborted
 */
export async function sync(input: SyncInput): Promise<() => Promise<SyncReport>> {
  return new Synchronisation(input).run();
}

/** A job to upload to, or one that has everything. */
interface TakenUp {
  readonly job: SyncJob;
  readonly acknowledged: ReadonlyMap<number, number>;
  readonly isUploaded: boolean;
}

class Synchronisation {
  readonly #input: SyncInput;
  readonly #settings: SyncSettings;
  readonly #tell: (progress: SyncProgress) => void;
  readonly #startedAt: number;
  readonly #fingerprint: string;
  readonly #partial: readonly PartialType[];
  readonly #warnings: string[] = [];
  #planned: Planned = { entities: {}, relationships: {} };
  #tally = new Tally();
  #job: SyncJob | undefined;
  #isResumed = false;

  constructor(input: SyncInput) {
    this.#input = input;
    this.#settings = { ...DEFAULT_SYNC_SETTINGS, ...input.settings };
    this.#tell = input.onProgress ?? (() => undefined);
    this.#startedAt = input.clock.now();
    this.#fingerprint = fingerprint(input, this.#settings);
    const { graph, coverage, mode } = input;
    this.#partial = mode === 'PATCH' ? [] : partialTypes(coverage, graph.kinds, graph.edgeKinds);
  }

  async run(): Promise<() => Promise<SyncReport>> {
    const { graph, journalPath } = this.#input;
    try {
      this.#planned = await planSync(graph, this.#input);
      this.#tell({ kind: 'sync-planned', ...this.#planned });
      const left = await Journal.read(journalPath);
      let taken = await this.#takeUp(left);
      if (!taken.isUploaded) {
        try {
          taken = { ...taken, job: await this.#uploadAndFinalize(taken) };
        } catch (error) {
          if (!(error instanceof CutDiffersError)) throw error;
          this.#warnings.push(
            'The upload that a process before this one began could not be gone on with, and was begun anew.',
          );
          await this.#leave(taken.job);
          taken = await this.#begin();
          taken = { ...taken, job: await this.#uploadAndFinalize(taken) };
        }
      }
      const { job } = taken;
      return () => this.#awaitEnd(job);
    } catch (error) {
      return this.#giveUp(error);
    }
  }

  /** Goes on with the job that a process before this one left, or begins one. */
  async #takeUp(left: JournalState | undefined): Promise<TakenUp> {
    if (left === undefined) return this.#begin();
    const { job: id, fingerprint: other, startedAt } = left.header;
    const found = await this.#statusOf(id);
    const isSame =
      other === this.#fingerprint && this.#input.clock.now() - startedAt < RESUME_WITHIN_MS;
    if (found === undefined) return this.#begin();
    if (isFinalizing(found) || (found.status === FINISHED && left.isFinalizing)) {
      if (isSame) return { ...this.#goOn(found), acknowledged: new Map(), isUploaded: true };
      await this.#awaitOther(found);
      return this.#begin();
    }
    if (found.status !== AWAITING_UPLOADS) return this.#begin();
    if (isSame) {
      return { ...this.#goOn(found), acknowledged: left.acknowledged, isUploaded: false };
    }
    await this.#leave(found);
    return this.#begin();
  }

  #goOn(job: SyncJob): { readonly job: SyncJob } {
    this.#job = job;
    this.#isResumed = true;
    this.#tell({ kind: 'sync-started', job: job.id, isResumed: true });
    return { job };
  }

  async #begin(): Promise<TakenUp> {
    const { client, target, mode, signal, journalPath, clock } = this.#input;
    this.#isResumed = false;
    this.#tally = new Tally();
    const job = await client.start(target, mode, signal);
    this.#job = job;
    const journal = await Journal.begin(journalPath, {
      job: job.id,
      fingerprint: this.#fingerprint,
      startedAt: clock.now(),
    });
    await journal.close();
    this.#tell({ kind: 'sync-started', job: job.id, isResumed: false });
    return { job, acknowledged: new Map(), isUploaded: false };
  }

  async #statusOf(id: string): Promise<SyncJob | undefined> {
    try {
      return await this.#input.client.status(id, this.#input.signal);
    } catch (error) {
      if (error instanceof SyncError && error.code === 'J1_NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** Throws away an upload that is of no use any more. */
  async #leave(job: SyncJob): Promise<void> {
    const { client, signal } = this.#input;
    const isGone = await client.abort(job.id, 'Replaced by a newer upload', signal);
    if (!isGone) await this.#awaitOther(job);
  }

  /** Two jobs of one scope at a time would each undo what the other did. */
  async #awaitOther(job: SyncJob): Promise<void> {
    await this.#lookUntilDone(job);
  }

  async #uploadAndFinalize({ job, acknowledged }: TakenUp): Promise<SyncJob> {
    const { client, signal, graph, mode, choices, journalPath } = this.#input;
    const { maxBatchBytes, concurrency } = this.#settings;
    const total = sum(this.#planned.entities) + sum(this.#planned.relationships);
    await this.#log(job, [
      startEvent({ ...graph, objects: total, isResumed: this.#isResumed }),
      statsEvent('Entities', this.#planned.entities),
      statsEvent('Relationships', this.#planned.relationships),
      ...partialEvents(this.#partial),
    ]);
    const journal = await Journal.resume(journalPath);
    try {
      let firstNumber = 0;
      const pool = new BufferPool(maxBatchBytes);
      const context = { client, job: job.id, journal, acknowledged, concurrency, signal };
      const stages = [
        ['entities', uploadedEntities(graph, choices), sum(this.#planned.entities)],
        [
          'relationships',
          uploadedRelationships(graph, choices, this.#planned.relationships),
          sum(this.#planned.relationships),
        ],
      ] as const;
      for (const [kind, objects, planned] of mode === 'PATCH' ? stages.slice(0, 1) : stages) {
        await uploadBatches(batches(kind, objects, { firstNumber, pool }), {
          ...context,
          onBatch: (batch, isNew) => {
            firstNumber = Math.max(firstNumber, batch.number + 1);
            this.#tally.add(batch, isNew);
            this.#tell({
              kind: 'uploaded',
              what: kind,
              objects: this.#tally.uploaded[kind],
              total: planned,
            });
          },
        });
      }
      await this.#log(job, resultEvents(this.#tally.uploaded));
      await journal.finalizing();
    } finally {
      await journal.close();
    }
    const types = this.#partial.map(({ type }) => type);
    return client.finalize(job.id, types, signal);
  }

  /** The job log of an integration instance; a scope has none. It is no reason to fail. */
  async #log(job: SyncJob, events: readonly JobEvent[]): Promise<void> {
    const { client, target, signal } = this.#input;
    if (target.source !== 'integration-external') return;
    try {
      await client.tell(job.id, events, signal);
    } catch (error) {
      if (!(error instanceof SyncError) || signal.aborted) throw error;
      this.#warnings.push(`The job log in JupiterOne lacks something: ${error.message}`);
    }
  }

  async #awaitEnd(job: SyncJob): Promise<SyncReport> {
    const { journalPath, signal } = this.#input;
    this.#job = job;
    let last: SyncJob;
    try {
      last = await this.#lookUntilDone(job);
    } catch (error) {
      // Everything is there: that nobody looks any more does not undo it.
      if (!(error instanceof SyncError)) throw error;
      this.#warnings.push(
        signal.aborted
          ? 'Cancelled while JupiterOne worked on the upload: it goes on with it.'
          : `How JupiterOne gets on with the upload could not be asked: ${error.message}`,
      );
      return this.#report('finalizing');
    }
    this.#job = last;
    if (isFinalizing(last) || last.status === AWAITING_UPLOADS) return this.#report('finalizing');
    await Journal.remove(journalPath);
    if (last.status === FINISHED) return this.#report('finished');
    return this.#report('failed', {
      error: new SyncError('J1_JOB_FAILED', { values: { job: last.id, status: last.status } }),
    });
  }

  /** Looks after a job until it has ended, or for as long as patience goes. */
  async #lookUntilDone(job: SyncJob): Promise<SyncJob> {
    const { client, clock, signal } = this.#input;
    const deadline = clock.now() + this.#settings.finalizePatienceMs;
    let last = job;
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_LOOK_MS)) {
      if (!isFinalizing(last) && last.status !== AWAITING_UPLOADS) return last;
      if (clock.now() >= deadline) return last;
      this.#tell({ kind: 'finalizing', job: last.id, status: last.status });
      try {
        await clock.sleep(waitMs, signal);
      } catch (error) {
        if (signal.aborted) throw new SyncError('J1_CANCELLED', { cause: error });
        throw error;
      }
      last = await client.status(job.id, signal);
    }
  }

  /** Aborts the job, so that nothing of it is left, and says what happened. */
  async #giveUp(error: unknown): Promise<() => Promise<SyncReport>> {
    const { client, target, journalPath, signal } = this.#input;
    const job = this.#job;
    const failure = failureOf(error, signal);
    if (job !== undefined) {
      const tidyUp = AbortSignal.timeout(TIDY_UP_MS);
      try {
        if (target.source === 'integration-external' && failure?.code !== 'J1_CANCELLED') {
          const words = failure?.message ?? 'The program that uploads failed.';
          await client.tell(job.id, [failureEvent(words)], tidyUp);
        }
      } catch (untold) {
        if (!(untold instanceof SyncError)) throw untold;
        this.#warnings.push(`The job log in JupiterOne lacks the failure: ${untold.message}`);
      }
      try {
        const isGone = await client.abort(job.id, failure?.message ?? 'Failed', tidyUp);
        // It was finalized, and only the answer was lost.
        if (!isGone) {
          const found = await client.status(job.id, tidyUp);
          return () => this.#awaitEnd(found);
        }
        await Journal.remove(journalPath);
      } catch (stillThere) {
        if (!(stillThere instanceof SyncError)) throw stillThere;
        this.#warnings.push(
          `The job ${job.id} could not be aborted (${stillThere.message}). The next "graph-qualys sync" goes on with it or aborts it.`,
        );
      }
    }
    if (failure === undefined) throw error;
    const status = failure.code === 'J1_CANCELLED' ? 'cancelled' : 'failed';
    return async () => this.#report(status, { failure });
  }

  #report(
    status: SyncStatus,
    reason: { readonly error?: SyncError; readonly failure?: SyncFailure } = {},
  ): SyncReport {
    const { graph, mode, target, client, clock } = this.#input;
    const counters = this.#job?.counters ?? {};
    const failure = reason.failure ?? (reason.error && partsOf(reason.error));
    const lost = Object.entries(counters).filter(([name]) => name.endsWith('Errors'));
    const warnings = lost.map(
      ([name, count]) => `JupiterOne could not work in ${count} objects (${name}).`,
    );
    return {
      ...(this.#job && { job: this.#job.id }),
      status,
      mode,
      target,
      startedAt: this.#startedAt,
      endedAt: clock.now(),
      isResumed: this.#isResumed,
      graph: { seq: graph.seq, at: graph.at, runId: graph.runId },
      planned: this.#planned,
      uploaded: this.#tally.uploaded,
      effort: client.effort,
      partialTypes: this.#partial,
      counters,
      warnings: [...this.#warnings, ...warnings],
      ...(failure && { failure }),
    };
  }
}

/** Equal for uploads of which one can go on with the job of the other. */
function fingerprint(input: SyncInput, { maxBatchBytes }: SyncSettings): string {
  const { graph, target, mode, choices, destination } = input;
  const facts = [
    graph.seq,
    graph.runId,
    destination,
    target,
    mode,
    choices.cveRelationships,
    choices.assetRelationships,
    choices.privateTargets,
    maxBatchBytes,
  ];
  return hash('sha256', JSON.stringify(facts)).slice(0, 32);
}

function sum(counts: CountsByType): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** What is told of an error; undefined for one that nobody foresaw. */
function failureOf(error: unknown, signal: AbortSignal): SyncFailure | undefined {
  if (signal.aborted) return partsOf(new SyncError('J1_CANCELLED'));
  return isTold(error) ? partsOf(error) : undefined;
}

function isTold(error: unknown): error is SyncFailure {
  return error instanceof Error && 'code' in error && 'whatToDo' in error && 'exitCode' in error;
}

function partsOf({ code, message, whatToDo, exitCode }: SyncFailure): SyncFailure {
  return { code, message, whatToDo, exitCode };
}
