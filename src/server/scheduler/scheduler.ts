import type { FastifyBaseLogger } from 'fastify';
import type { DataDir } from '../../app/data-dir.ts';
import { RESUME_WITHIN_MS } from '../../app/run-start.ts';
import type { EventHub, HubEvent } from '../events/index.ts';
import { POLLING_MS } from '../instances/index.ts';
import type { Jobs, RunCause, RunInstance, RunSource } from '../jobs/index.ts';
import { lastRuns } from '../jobs/last-runs.ts';
import type { Metrics } from '../metrics.ts';
import { dueAt, jitterOf, type Schedule } from './due.ts';

/** How often the clock is looked at, whatever is due: it can be set, and machines sleep. Milliseconds. */
const LOOK_MS = 60_000;

/** Runs that the schedule has under way at once: the others wait until one has ended. */
const MOST_AT_ONCE = 2;

/** How often a run goes on by itself after the server was gone: one that kills the server must not do so for ever. */
const MOST_RESTARTS = 3;

/** Why no run of an instance begins by itself. */
export type PauseReason = 'disabled' | 'no-interval' | 'login-refused';

/** When the next run of an instance begins, or why none does. */
export type NextRun =
  | { readonly at: number; readonly pausedBecause?: undefined }
  | { readonly at?: undefined; readonly pausedBecause: PauseReason };

/** What the schedule works with. */
export interface SchedulerServices {
  readonly dataDir: DataDir;
  readonly instances: RunSource;
  /** Whether Qualys refused the login that an instance has now. */
  readonly isRefused: (instanceId: string) => Promise<boolean>;
  readonly jobs: Jobs;
  readonly events: EventHub;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly clock: () => number;
}

/**
 * Begins the runs that are due. It decides nothing by itself: when something is due says {@link dueAt}, and what was missed while the server was
 * not there follows from the runs that there are.
 */
export class Scheduler {
  readonly #services: SchedulerServices;
  readonly #lastBegins = new Map<string, number>();
  readonly #lastFailures = new Map<string, number>();
  readonly #refused = new Set<string>();
  #watchedSince = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  #ticking: Promise<void> | undefined;
  #isClosed = false;

  readonly #endListening: () => void;

  constructor(services: SchedulerServices) {
    this.#services = services;
    this.#endListening = services.events.listen((event) => this.#hear(event));
  }

  /** Goes on with the runs that the end of the server cut off, and watches the clock from now on. */
  start(): Promise<void> {
    this.#starting = this.#goOn();
    return this.#starting;
  }

  async #goOn(): Promise<void> {
    const { dataDir, instances, clock, log } = this.#services;
    const all = instances.list();
    const last = await lastRuns(dataDir, all);
    this.#watchedSince = clock();
    for (const instance of all) {
      if (this.#isClosed) return;
      const run = last.get(instance.id);
      if (run === undefined) continue;
      this.#lastBegins.set(instance.id, run.begunAt);
      const { cutOffAfter, begunAt, runId } = run;
      const isYoung = clock() - begunAt <= RESUME_WITHIN_MS;
      if (cutOffAfter === undefined || !isYoung || !instance.isEnabled) continue;
      if (cutOffAfter >= MOST_RESTARTS) {
        log.warn(
          { runId, instance: instance.name },
          'run was cut off too often to go on by itself',
        );
      } else {
        const cause = { trigger: 'restart', startedBy: null, restarts: cutOffAfter + 1 } as const;
        await this.#begin(instance, cause);
      }
    }
    await this.tick();
  }

  /** Nobody waits for what the clock begins: a failure is logged, and the next look tries again. */
  readonly #tellFailure = (error: unknown): void =>
    this.#services.log.error({ err: error }, 'schedule not looked at');

  /** When the next run of an instance begins. */
  nextRun(instance: RunInstance): NextRun {
    if (!instance.isEnabled) return { pausedBecause: 'disabled' };
    const schedule = scheduleOf(instance);
    if (schedule === undefined) return { pausedBecause: 'no-interval' };
    if (this.#refused.has(instance.id)) return { pausedBecause: 'login-refused' };
    return {
      at: dueAt(schedule, {
        lastBegin: this.#lastBegins.get(instance.id),
        lastFailure: this.#lastFailures.get(instance.id),
        watchedSince: Math.min(this.#watchedSince, this.#services.clock()),
      }),
    };
  }

  /** Looks at the clock and begins what is due. Calls that come while it does so wait for the same. */
  async tick(): Promise<void> {
    if (this.#isClosed) return;
    this.#ticking ??= this.#look().finally(() => {
      this.#ticking = undefined;
      this.#wait();
    });
    return this.#ticking;
  }

  /** Begins nothing any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#endListening();
    // A failure is told to whoever started it.
    await Promise.allSettled([this.#starting, this.#ticking]);
  }

  /** Every run counts, whoever began it; one that has ended may make room for another. */
  #hear({ name, data }: HubEvent): void {
    if (name === 'instances') this.#tickSoon();
    if (name !== 'run' || data.state === 'stopping') return;
    if (data.state === 'running') {
      this.#lastBegins.set(data.instanceId, this.#services.clock());
      this.#lastFailures.delete(data.instanceId);
    } else {
      this.#tickSoon();
    }
  }

  /** Before the start nothing is begun. */
  #tickSoon(): void {
    if (this.#watchedSince === Number.POSITIVE_INFINITY || this.#isClosed) return;
    setImmediate(() => void this.tick().catch(this.#tellFailure));
  }

  async #look(): Promise<void> {
    const { instances, jobs, clock, metrics, isRefused } = this.#services;
    const all = instances.list();
    for (const instance of all) {
      if (await isRefused(instance.id)) this.#refused.add(instance.id);
      else this.#refused.delete(instance.id);
    }
    const due = all
      .map((instance) => ({ instance, at: this.nextRun(instance).at }))
      .filter(({ at }) => at !== undefined && at <= clock())
      .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    for (const { instance, at = 0 } of due) {
      if (this.#isClosed || jobs.list().length >= MOST_AT_ONCE) return;
      if (jobs.ofInstance(instance.id) !== undefined) continue;
      const cause = { trigger: 'schedule', startedBy: null, restarts: 0 } as const;
      const hasBegun = await this.#begin(instance, cause);
      if (hasBegun) metrics.scheduled(clock() - at);
    }
  }

  /** A run that cannot begin is told where the instance is shown, and tried again later. */
  async #begin(instance: RunInstance, cause: RunCause): Promise<boolean> {
    const { jobs, clock } = this.#services;
    try {
      await jobs.start(instance.id, { full: false, insist: false }, cause);
      return true;
    } catch {
      // The jobs remember and log why, and tell it.
      this.#lastFailures.set(instance.id, clock());
      return false;
    }
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const { instances, jobs, clock } = this.#services;
    // What has to wait for the end of a run is looked at then.
    const open = instances.list().filter(({ id }) => jobs.ofInstance(id) === undefined);
    const times = open.flatMap((instance) => this.nextRun(instance).at ?? []);
    const isFull = jobs.list().length >= MOST_AT_ONCE;
    const waitMs = isFull ? LOOK_MS : Math.min(...times, clock() + LOOK_MS) - clock();
    this.#timer = setTimeout(
      () => void this.tick().catch(this.#tellFailure),
      Math.max(waitMs, 1000),
    ).unref();
  }
}

function scheduleOf({
  id,
  pollingInterval,
  dailyHour,
  createdAt,
}: RunInstance): Schedule | undefined {
  const intervalMs = POLLING_MS[pollingInterval];
  if (intervalMs === undefined) return undefined;
  return { intervalMs, dailyHour, jitterMs: jitterOf(id, intervalMs), since: createdAt };
}
