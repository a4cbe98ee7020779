import { runHeader } from '../../app/abandoned-pages.ts';
import type { DataDir } from '../../app/data-dir.ts';
import { isRunLeased } from '../../app/run-lease.ts';
import { type RunRecord, readRunRecord } from '../../app/run-record.ts';
import { type StoredRun, storedRun, storedRuns } from '../../app/run-records.ts';
import { runFolder } from '../../app/with-graph.ts';
import type { RunAnswer, RunList, RunSummary } from '../api/runs.ts';
import type { BegunRun } from './job.ts';
import type { Jobs } from './jobs.ts';
import { instanceOf } from './last-runs.ts';
import { readRunOrigin } from './run-origin.ts';
import { changesIn, isHeld, missingIn, runResult } from './run-result.ts';
import type { RunSource } from './run-source.ts';

/** Runs before one that are looked at for what is told of it in relation to them. */
const MOST_EARLIER = 50;

/** Which runs are wanted. */
export interface RunWish {
  /** Id of the instance; of all when absent. */
  readonly instanceId?: string | undefined;
  readonly limit: number;
  readonly before?: string | undefined;
}

/** Runs as people look at them: those under way, those that have ended, and those that were cut off. */
export class RunViews {
  readonly #dir: DataDir;
  readonly #instances: RunSource;
  readonly #jobs: Jobs;

  constructor(dir: DataDir, instances: RunSource, jobs: Jobs) {
    this.#dir = dir;
    this.#instances = instances;
    this.#jobs = jobs;
  }

  /** Some runs, newest first. */
  async list({ instanceId, limit, before }: RunWish): Promise<RunList> {
    const name = instanceId === undefined ? undefined : this.#instances.find(instanceId)?.name;
    const runs: RunSummary[] = [];
    const unreadable: string[] = [];
    let last: string | null = null;
    if (instanceId !== undefined && name === undefined) return { runs, unreadable, before: null };
    if (before === undefined) {
      for (const run of await this.#young(name)) {
        const summary = await this.#summary(run);
        if (summary !== undefined) runs.push(summary);
        last = run.runId;
      }
    }
    for await (const run of storedRuns(this.#dir, before)) {
      const instance = instanceOf(run);
      if (name !== undefined && instance !== undefined && instance !== name) continue;
      if (runs.some(({ runId }) => runId === run.runId)) continue;
      if (runs.length + unreadable.length === limit) return { runs, unreadable, before: last };
      last = run.runId;
      const summary = await this.#summary(run);
      if (summary === undefined) unreadable.push(run.runId);
      else runs.push(summary);
    }
    return { runs, unreadable, before: null };
  }

  /** The last run of an instance; undefined before the first. */
  async last(instanceId: string): Promise<RunSummary | undefined> {
    const { runs } = await this.list({ instanceId, limit: 1 });
    return runs[0];
  }

  /** Everything about one run; undefined where there is none with this id. @throws {AppError} A_FILE_UNREADABLE */
  async find(runId: string): Promise<RunAnswer | undefined> {
    const stored = await this.#stored(runId);
    if (stored === undefined) return undefined;
    // Tells why it cannot be read.
    if (stored.kind === 'unreadable') await readRunRecord(runFolder(this.#dir, runId));
    const run = await this.#summary(stored);
    if (run === undefined) return undefined;
    const job = this.#jobs.find(runId);
    const record = stored.kind === 'ended' && run.endedAt !== null ? stored.record : undefined;
    const earlier = await this.#earlier(runId, run.instance);
    const isLast = await this.#isLast(runId, run.instance);
    const isUnderWay = run.state === 'running' || run.state === 'stopping';
    const hasPages = (await runHeader(this.#dir, runId)) !== undefined;
    const previous = earlier.find(({ status }) => status === 'complete' || status === 'partial');
    return {
      run,
      live: job ? { ...job.live, steps: [...job.live.steps], waits: [...job.live.waits] } : null,
      result: record ? runResult(record, earlier) : null,
      isResumable: isLast && hasPages && !isUnderWay,
      isLast,
      mayAccept: isLast && run.isHeld && run.instanceId !== null,
      previous: previous?.runId ?? null,
      isElsewhere: job === undefined && isUnderWay,
    };
  }

  /** What there is of a run, on disk or, where that was full, in memory. */
  async #stored(runId: string): Promise<StoredRun | undefined> {
    const record = this.#jobs.unwritten(runId);
    if (record) return { kind: 'ended', runId, record };
    const job = this.#jobs.find(runId);
    return (await storedRun(this.#dir, runId)) ?? (job && youngRun(job.instance.name, job.begun));
  }

  /** Runs that have begun and left nothing on disk yet, of an instance or of all. */
  async #young(name: string | undefined): Promise<readonly StoredRun[]> {
    const found: StoredRun[] = [];
    for (const { begun, instance } of this.#jobs.list()) {
      if (begun === undefined || (name !== undefined && instance.name !== name)) continue;
      const stored = await storedRun(this.#dir, begun.runId);
      if (stored === undefined) found.push(youngRun(instance.name, begun));
    }
    return found;
  }

  /** A run in a few words; undefined when its record cannot be read. */
  async #summary(found: StoredRun): Promise<RunSummary | undefined> {
    const { runId } = found;
    const unwritten = this.#jobs.unwritten(runId);
    const run: StoredRun = unwritten ? { kind: 'ended', runId, record: unwritten } : found;
    const name = instanceOf(run);
    if (name === undefined) return undefined;
    const job = this.#jobs.find(runId);
    const origin = job ? job.cause : await readRunOrigin(this.#dir, runId);
    const known = {
      runId,
      instance: name,
      instanceId: this.#instances.findByName(name)?.id ?? null,
      trigger: origin?.trigger ?? null,
      startedBy: origin?.startedBy ?? null,
    };
    // A run that goes on has the record of its first part until it ends.
    if (run.kind === 'ended' && job === undefined) {
      const { record } = run;
      return {
        ...known,
        state: record.status,
        mode: record.mode,
        startedAt: record.startedAt,
        endedAt: record.endedAt,
        missingPages: missingIn(record),
        isHeld: isHeld(record),
        changes: changesIn(record),
      };
    }
    const startedAt = run.kind === 'open' ? run.header.startedAt : (job?.begun.startedAt ?? 0);
    const mode = run.kind === 'open' ? run.header.mode : job?.begun.mode;
    return {
      ...known,
      state: await this.#stateOfOpen(runId, name),
      mode: mode === 'incremental' ? 'incremental' : 'full',
      startedAt: new Date(startedAt).toISOString(),
      endedAt: null,
      missingPages: job?.live.steps.reduce((sum, { failedPages }) => sum + failedPages, 0) ?? 0,
      isHeld: false,
      changes: null,
    };
  }

  async #stateOfOpen(runId: string, name: string): Promise<RunSummary['state']> {
    const job = this.#jobs.find(runId);
    if (job !== undefined) return job.stoppedBy === undefined ? 'running' : 'stopping';
    const isOurs = this.#jobs.list().some(({ instance }) => instance.name === name);
    return !isOurs && (await isRunLeased(this.#dir, name)) ? 'running' : 'cut-off';
  }

  /** Records of the instance from before a run, newest first. */
  async #earlier(runId: string, name: string): Promise<readonly RunRecord[]> {
    const records: RunRecord[] = [];
    for await (const run of storedRuns(this.#dir, runId)) {
      if (run.kind === 'ended' && run.record.instance === name) records.push(run.record);
      if (records.length === MOST_EARLIER) break;
    }
    return records;
  }

  async #isLast(runId: string, name: string): Promise<boolean> {
    for await (const run of storedRuns(this.#dir)) {
      if (run.runId <= runId) return true;
      if (instanceOf(run) === name) return false;
    }
    return true;
  }
}

/** A run as it will be told on disk, in a moment. */
function youngRun(instance: string, { runId, mode, startedAt }: BegunRun): StoredRun {
  const header = {
    runId,
    instance: { name: instance, integrationType: 'qualys' },
    configFingerprint: '',
    mode,
    startedAt,
  };
  return { kind: 'open', runId, header };
}
