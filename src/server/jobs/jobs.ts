import type { FastifyBaseLogger } from 'fastify';
import { type CollectInput, collectRun, type RunProgress } from '../../app/collect.ts';
import type { DataDir } from '../../app/data-dir.ts';
import { AppError } from '../../app/errors.ts';
import { type ReportedError, reportError } from '../../app/reported-error.ts';
import { afterProgress, progressLines } from '../../app/run-progress/index.ts';
import { brokenRunRecord, isUnkept, keepRunRecord, type RunRecord } from '../../app/run-record.ts';
import { runFolder } from '../../app/with-graph.ts';
import type { RunState } from '../api/events.ts';
import type { RunWishes } from '../api/runs.ts';
import { ServerError } from '../errors.ts';
import type { EventHub } from '../events/index.ts';
import type { Metrics } from '../metrics.ts';
import { type BegunRun, Job, type RunCause } from './job.ts';
import { linesOfEnd } from './lines-of-end.ts';
import { RunLog } from './run-log.ts';
import { writeRunOrigin } from './run-origin.ts';
import type { RunInstance, RunSource } from './run-source.ts';

/** How often clients are told that a run came further, milliseconds. */
const PROGRESS_STEP_MS = 500;

/** Records of runs that could not be written, kept in memory: the newest of them. */
const MOST_UNWRITTEN = 20;

/** What jobs work with. */
export interface JobServices {
  readonly dataDir: DataDir;
  readonly instances: RunSource;
  readonly graph: NonNullable<CollectInput['graph']>;
  readonly events: EventHub;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly clock: () => number;
  /** Where collections run; each in a process of its own unless given. */
  readonly collector?: CollectInput['collector'];
}

/** A run that was to begin and did not. */
export interface StartProblem extends Pick<ReportedError, 'code' | 'message' | 'whatToDo'> {
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * The runs of this server: one of an instance at a time. Each collects in a process of its own, says how far it is, and can be
 * stopped; it can be gone on with then, as after a crash.
 */
export class Jobs {
  readonly #services: JobServices;
  readonly #jobs = new Map<string, Job>();
  readonly #ends = new Set<Promise<void>>();
  readonly #problems = new Map<string, StartProblem>();
  readonly #unwritten = new Map<string, RunRecord>();
  #isClosed = false;

  constructor(services: JobServices) {
    this.#services = services;
  }

  /**
   * Begins a run of an instance, or goes on with the one that was cut off. Settles when it has begun.
   *
   * @throws {ServerError} H_NOT_FOUND, H_INSTANCE_DISABLED, H_CLOSING, H_RUN_CANCELLED; {AppError} A_RUN_IN_PROGRESS; and whatever keeps a run from
   *   beginning
   */
  async start(instanceId: string, wishes: RunWishes, cause: RunCause): Promise<BegunRun> {
    const { instances, clock } = this.#services;
    const instance = instances.find(instanceId);
    if (instance === undefined) throw new ServerError('H_NOT_FOUND');
    const { name } = instance;
    if (!instance.isEnabled) throw new ServerError('H_INSTANCE_DISABLED', { name });
    if (this.#isClosed) throw new ServerError('H_CLOSING');
    if (this.#jobs.has(instanceId)) {
      throw new AppError('A_RUN_IN_PROGRESS', { instance: name, holder: 'this console' });
    }
    const job = new Job(instance, cause, clock());
    this.#jobs.set(instanceId, job);
    const begun = Promise.withResolvers<BegunRun>();
    const end = this.#run(job, wishes, begun.resolve).catch((error: unknown) => {
      if (job.stoppedBy === 'user') {
        begun.reject(new ServerError('H_RUN_CANCELLED', { name }, { cause: error }));
        return;
      }
      this.#noteProblem(job, error);
      begun.reject(error);
    });
    this.#ends.add(end);
    end.finally(() => this.#ends.delete(end));
    this.#services.events.publish('instances', {});
    return begun.promise;
  }

  /** Those that are under way or about to begin. */
  list(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** The one of an instance. */
  ofInstance(instanceId: string): Job | undefined {
    return this.#jobs.get(instanceId);
  }

  /** The one with this id that is under way. */
  find(runId: string): (Job & { readonly begun: BegunRun }) | undefined {
    const found = this.list().find(({ begun }) => begun?.runId === runId);
    return found as (Job & { readonly begun: BegunRun }) | undefined;
  }

  /** Ends a run: the pages in work may end, and the next run goes on with what there is. @throws {ServerError} H_RUN_OVER */
  cancel(runId: string): void {
    const job = this.find(runId);
    if (job === undefined) throw new ServerError('H_RUN_OVER', { run: runId });
    this.#stop(job, 'user');
  }

  /**
   * Ends the run of an instance, also one that waits for its beginning: that one never begins then.
   *
   * @returns its id; undefined where it has not begun
   * @throws {ServerError} H_NO_RUN
   */
  cancelOf({ id, name }: Pick<RunInstance, 'id' | 'name'>): string | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new ServerError('H_NO_RUN', { name });
    this.#stop(job, 'user');
    return job.begun?.runId;
  }

  /** Why the last run of an instance that was to begin did not. */
  problemOf(instanceId: string): StartProblem | undefined {
    return this.#problems.get(instanceId);
  }

  /** The record of a run that ended when it could not be written. */
  unwritten(runId: string): RunRecord | undefined {
    return this.#unwritten.get(runId);
  }

  /** Ends all runs and waits for their ends. They can be gone on with. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#jobs.values()) this.#stop(job, 'server');
    await Promise.all(this.#ends);
  }

  async #run(job: Job, wishes: RunWishes, onBegun: (run: BegunRun) => void): Promise<void> {
    const { dataDir, instances, graph, clock, collector } = this.#services;
    const { id, name } = job.instance;
    const lines = progressLines(clock);
    let toldAt = Number.NEGATIVE_INFINITY;
    const onProgress = (progress: RunProgress) => {
      if (progress.kind === 'begun') {
        job.begun = this.#begin(job, progress);
        onBegun(job.begun);
      }
      job.live = afterProgress(job.live, progress, clock());
      const text = lines(progress);
      if (text !== undefined) job.begun?.log.add({ at: clock(), level: 'info', text });
      if (progress.kind === 'applied')
        this.#services.events.publish('graph', { seq: progress.seq });
      if (progress.kind === 'pages' && clock() - toldAt < PROGRESS_STEP_MS) return;
      toldAt = clock();
      if (job.begun) {
        const { runId } = job.begun;
        this.#services.events.publish('run-progress', { runId, instanceId: id });
      }
    };
    let state: RunState = 'failed';
    try {
      const record = await collectRun({
        env: instances.environment(id),
        dataDir,
        instance: name,
        isFull: wishes.full,
        acceptDeletions: wishes.acceptDeletions,
        insist: wishes.insist,
        signal: job.signal,
        onProgress,
        clock,
        graph,
        ...(collector && { collector }),
      });
      state = record.status;
      await this.#end(job, record);
    } catch (error) {
      if (job.begun === undefined) throw error;
      await this.#break(job, job.begun, error);
    } finally {
      await job.kept;
      this.#jobs.delete(id);
      if (job.begun === undefined) this.#services.events.publish('instances', {});
      this.#tell(job, state);
    }
  }

  #begin(job: Job, run: Extract<RunProgress, { kind: 'begun' }>): BegunRun {
    const { dataDir, log, clock } = this.#services;
    const { kind: _, ...begun } = run;
    const { runId, isResumed } = run;
    this.#problems.delete(job.instance.id);
    const runLog = new RunLog(runFolder(dataDir, runId), (error) =>
      log.error({ err: error, runId }, 'the log of the run cannot be written'),
    );
    job.begun = { ...begun, log: runLog };
    this.#keepOrigin(job, runId);
    const { trigger, startedBy } = job.cause;
    const by = startedBy ?? (trigger === 'schedule' ? 'the schedule' : 'the restart of the server');
    const text = isResumed ? `Goes on where it was cut off, by ${by}` : `Begun by ${by}`;
    runLog.add({ at: clock(), level: 'info', text });
    log.info(
      { runId, instance: job.instance.name, mode: run.mode, isResumed, trigger },
      'run begun',
    );
    this.#tell(job, 'running');
    return job.begun;
  }

  /** The run has a record, which says how it ended. */
  async #end(job: Job, record: RunRecord): Promise<void> {
    const { log, metrics, clock } = this.#services;
    const { runId, status, failure } = record;
    for (const line of linesOfEnd(record)) job.begun?.log.add({ at: clock(), ...line }, true);
    await job.begun?.log.settled();
    // Of a run that goes on and ends again, what was remembered is no longer true.
    this.#unwritten.delete(runId);
    if (isUnkept(record)) this.#rememberUnwritten(record);
    metrics.runEnded(record, job.cause.trigger);
    const words = { runId, instance: record.instance, status, code: failure?.code };
    if (status === 'failed') log.error(words, 'run ended');
    else log.info(words, 'run ended');
  }

  /** The run broke off and left no record. One is written, so that everybody can see why. */
  async #break(job: Job, begun: BegunRun, error: unknown): Promise<void> {
    const { dataDir, log, clock } = this.#services;
    const { runId, mode } = begun;
    const startedAt = new Date(begun.startedAt).toISOString();
    const run = { runId, mode, startedAt, instance: job.instance.name };
    log.error({ err: error, runId }, 'run broke off');
    const record = brokenRunRecord(run, reportError(error), clock());
    await this.#end(job, await keepRunRecord(runFolder(dataDir, runId), record));
  }

  #rememberUnwritten(record: RunRecord): void {
    this.#unwritten.set(record.runId, record);
    const [oldest] = this.#unwritten.keys();
    if (this.#unwritten.size > MOST_UNWRITTEN && oldest) this.#unwritten.delete(oldest);
  }

  #noteProblem({ instance }: Job, error: unknown): void {
    const { log, clock } = this.#services;
    const { code, message, whatToDo } = reportError(error);
    this.#problems.set(instance.id, { at: clock(), code, message, whatToDo });
    log.warn({ err: error, instance: instance.name }, 'run not begun');
  }

  #stop(job: Job, by: 'user' | 'server'): void {
    const { clock } = this.#services;
    if (job.stoppedBy === undefined && job.begun !== undefined) {
      const text = by === 'user' ? 'Cancelled: the pages in work may end' : 'The server ends';
      job.begun.log.add({ at: clock(), level: 'warning', text }, true);
    }
    job.stop(by);
    if (job.begun === undefined) return;
    this.#keepOrigin(job, job.begun.runId);
    this.#tell(job, 'stopping');
  }

  #tell({ begun, instance }: Job, state: RunState): void {
    if (begun === undefined) return;
    this.#services.events.publish('run', { runId: begun.runId, instanceId: instance.id, state });
  }

  #keepOrigin(job: Job, runId: string): void {
    const { dataDir, log } = this.#services;
    const { instance, cause, begunAt, stoppedBy = null } = job;
    const origin = { ...cause, instanceId: instance.id, begunAt, stoppedBy };
    job.kept = job.kept
      .then(() => writeRunOrigin(dataDir, runId, origin))
      // Without it the run goes on all the same; only a restart would not know of it.
      .catch((error: unknown) =>
        log.error({ err: error, runId }, 'who began the run cannot be written down'),
      );
  }
}
