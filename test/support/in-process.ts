import { setImmediate as nextTurn } from 'node:timers/promises';
import { authOf } from '../../src/app/auth-of.ts';
import type { CollectInput } from '../../src/app/collect.ts';
import type { CollectTask } from '../../src/app/collector/messages.ts';
import type { DataDir } from '../../src/app/data-dir.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import {
  type CollectInput as CollectionInput,
  type CollectReport,
  type CollectSettings,
  collect,
} from '../../src/integration/index.ts';
import {
  type AuthProvider,
  type Clock,
  createQualysClient,
  type EndpointName,
  type OnEvent,
  type QualysClientOptions,
} from '../../src/qualys/index.ts';
import { createRunSpool, openRunSpool, type RunSpool } from '../../src/spool/index.ts';
import { collectInto } from './collected-graph.ts';

/**
 * Time that passes by being slept through: a sleep ends in the next turn of the event loop, and it is later
 * then. Sleeps that begin together end together. Chance always says the same.
 */
export class VirtualClock implements Clock {
  #now: number;

  constructor(start: number = Date.now()) {
    this.#now = start;
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /** Always a half. */
  random(): number {
    return 0.5;
  }

  /** Lets so many milliseconds pass for everybody, at once. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const until = this.#now + ms;
    await nextTurn();
    signal?.throwIfAborted();
    this.#now = Math.max(this.#now, until);
  }
}

/** How a run in this process differs from a real one. */
export interface InProcessOptions {
  /** Clock of the client; by default one that does not really wait, made for this run. */
  readonly clock?: Clock;
  /** Puts something between the run and its spool: spies, or a kill at one of the places where it waits. */
  readonly spool?: (spool: RunSpool) => CollectionInput['spool'];
  /** Called before each attempt of each request (retries included), `n` from 1; what it throws, the request throws. */
  readonly onRequest?: (n: number) => void | Promise<void>;
  /** What the client tells of its requests, retries and waits. */
  readonly onEvent?: OnEvent;
  /** How much is read at once: small pages make a small world have many. */
  readonly settings?: Partial<CollectSettings>;
  /** Time-outs of the network, which are real time. */
  readonly timeouts?: QualysClientOptions['timeouts'];
  /** Everything else of the run: full, resume, the instance, its signal. */
  readonly input?: Partial<CollectInput>;
}

/**
 * One run, collection and apply, with the collection in this process instead of a thread: the client has a
 * clock that does not really wait, and tests can look and interfere where a thread is closed.
 * An error that a hook throws and that is none of ours comes out of here, the pages stay where they are.
 */
export function collectInProcess(
  dir: DataDir,
  env: Record<string, string>,
  options: InProcessOptions = {},
): Promise<RunRecord> {
  return collectInto(dir, env, {
    collector: (task, listener) => collectHere(task, listener, options),
    ...options.input,
  });
}

/** The same for a server: what `options` says now counts for its next run. */
export function collectorHere(
  options: () => InProcessOptions,
): NonNullable<CollectInput['collector']> {
  return (task, listener) => collectHere(task, listener, options());
}

async function collectHere(
  task: CollectTask,
  { signal, onProgress, onNote }: Parameters<NonNullable<CollectInput['collector']>>[1],
  options: InProcessOptions,
): Promise<CollectReport> {
  const { config, login } = task;
  const { clock = new VirtualClock(), onEvent = () => undefined } = options;
  const auth = authOf(config, login, {}, { now: () => clock.now() });
  let requests = 0;
  const watched = (provider: AuthProvider): AuthProvider => ({
    headers: async (abort) => {
      requests += 1;
      await options.onRequest?.(requests);
      return provider.headers(abort);
    },
    ...(provider.renew && {
      renew: (refused: Readonly<Record<string, string>>, abort?: AbortSignal) =>
        provider.renew?.(refused, abort) ?? Promise.resolve(false),
    }),
    secrets: () => provider.secrets(),
  });
  const client = createQualysClient({
    apiUrl: config.qualysApiUrl,
    auth: { fo: watched(auth.fo), qps: watched(auth.qps) },
    versions: config.qualysApiVersions,
    callReserve: config.apiCallReserve,
    maxWaitMs: config.maxWaitMinutes * 60_000,
    ...(config.maxConcurrency !== undefined && { maxConcurrency: config.maxConcurrency }),
    ...(options.timeouts && { timeouts: options.timeouts }),
    onEvent: (event) => {
      if (event.type === 'old-version') onNote(`${event.endpoint} ${event.version} is old`);
      onEvent(event);
    },
    clock,
  });
  try {
    const spool = task.isResumed
      ? await openRunSpool(task.pagesDir)
      : await createRunSpool(task.pagesDir, task.header);
    return await collect({
      config,
      client,
      spool: options.spool?.(spool) ?? spool,
      instance: task.instance,
      mode: task.mode,
      known: task.known,
      startedAt: task.header.startedAt,
      clock: Date.now,
      stopSignal: signal,
      onProgress,
      ...(options.settings && { settings: options.settings }),
    });
  } finally {
    await client.close();
  }
}

/** Time-outs for platforms that stall on purpose, the same for every endpoint; milliseconds of real time. */
export function timeoutsOf(ms: number): NonNullable<QualysClientOptions['timeouts']> {
  const names: readonly EndpointName[] = [
    'portal-version',
    'host-list',
    'host-detections',
    'knowledge-base',
    'host-assets',
    'web-apps',
    'web-app-findings',
  ];
  const each = { headersMs: ms, idleMs: ms, totalMs: 10 * ms };
  return Object.fromEntries(names.map((name) => [name, each]));
}
