import { type PortalVersion, type QualysClient, QualysError } from '../../qualys/index.ts';
import type { Config } from '../config/index.ts';
import { CollectError } from '../errors.ts';
import { ACCOUNT_STEP } from '../steps/account/constants.ts';
import { HOST_TYPES } from '../steps/hosts/constants.ts';
import { WEB_APP_FINDING_TYPE } from '../steps/web-app-findings/constants.ts';
import { WEB_APP_TYPE } from '../steps/web-apps/constants.ts';
import { converterContext } from './converter-context.ts';
import { failedPage, kindOfFailure, runFailure } from './failure.ts';
import { collectHosts, type HostsOutcome, readHostIds } from './hosts.ts';
import { OptionalParameters } from './optional-parameters.ts';
import type { PageSpool } from './page-spool.ts';
import { type ProgressListener, stepProgress } from './progress.ts';
import { RunRecorder } from './recorder.ts';
import type { CollectReport, RunFailure, RunStatus } from './report.ts';
import { type CollectSettings, DEFAULT_SETTINGS, type RunContext } from './run-context.ts';
import { writeServices } from './services.ts';
import { collectVulnerabilities } from './vulnerabilities.ts';
import { collectWebApps, type WebAppsOutcome } from './web-apps.ts';

/** What a run needs. */
export interface CollectInput {
  readonly config: Config;
  readonly client: QualysClient;
  /** The run's folder; nothing else is written. */
  readonly spool: PageSpool;
  readonly instance: { readonly id: string; readonly name: string };
  /** Epoch milliseconds. Windows refer to the time of the server, not to this. */
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  readonly settings?: Partial<CollectSettings>;
}

/**
 * Reads a Qualys subscription into the spool: one segment per page, and a report that names what is
 * missing. Never touches a store.
 *
 * A page that fails costs that page, and the run goes on. A refused login, an expired account, a
 * missing API permission, a spool that cannot be written end it at once; the report says `failed` and
 * why. An abort gives `cancelled`. Nothing is thrown but mistakes of the caller.
 */
export async function collect(input: CollectInput): Promise<CollectReport> {
  if (input.instance.id === '' || input.instance.name === '') {
    throw new CollectError('C_INSTANCE', { problem: 'id or name is empty' });
  }
  const startedAt = input.clock();
  const stopping = new AbortController();
  const run = runContext(input, stopping);
  const done: Done = { serverTime: startedAt, completeTypes: [] };
  let failure: RunFailure | undefined;
  try {
    await runSteps(run, done);
    failure = nothingRead(run);
  } catch (error) {
    const reason = input.signal?.aborted === true ? new CollectError('I_CANCELLED', {}) : error;
    failure = runFailure(reason);
    noteEnd(run, error);
  }
  return {
    status: statusOf(run, input.signal?.aborted === true, failure),
    startedAt,
    endedAt: input.clock(),
    endpoints: run.recorder.endpoints(),
    warnings: run.recorder.warnings(),
    // A run that broke off has covered nothing.
    completeTypes: failure === undefined ? done.completeTypes : [],
    subscription: run.recorder.subscription ?? namedSubscription(input.config),
    serverTime: done.serverTime,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** The call that ended the run belongs to what the run asked. */
function noteEnd({ recorder }: RunContext, error: unknown): void {
  if (!(error instanceof QualysError) || error.endpoint === undefined) return;
  if (error.effort !== undefined) recorder.failed(error.endpoint, failedPage('end-of-run', error));
}

/** What the run has reached so far. */
interface Done {
  serverTime: number;
  completeTypes: readonly string[];
}

async function runSteps(run: RunContext, done: Done): Promise<void> {
  const list = await readHostIds(run);
  const portal = await readPortal(run);
  done.serverTime = list?.serverTime ?? portal?.serverTime ?? done.serverTime;
  // Two calls to two APIs, each tried as often as it makes sense, and no answer: more would say the same.
  if (list === undefined && portal === undefined) return;
  const { serverTime } = done;

  const noHosts: HostsOutcome = { areHostsComplete: false, facts: undefined };
  const [hosts, webApps] = await together(
    run,
    list === undefined ? Promise.resolve(noHosts) : collectHosts(run, list, serverTime),
    collectWebApps(run, serverTime),
  );
  await collectVulnerabilities(run);
  await writeServices(run, portal?.versions, hosts.facts, webApps.facts);
  done.completeTypes = completeTypes(hosts, webApps);
}

/** Waits for both parts; when one of them ends the run, the other is stopped. */
async function together<A, B>(run: RunContext, a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  for (const part of [a, b]) part.catch(run.stop);
  await Promise.allSettled([a, b]);
  run.signal.throwIfAborted();
  return Promise.all([a, b]);
}

interface Portal {
  readonly versions: PortalVersion;
  readonly serverTime: number | undefined;
}

/** The versions of the modules; a run goes on without them. */
async function readPortal(run: RunContext): Promise<Portal | undefined> {
  const progress = stepProgress(ACCOUNT_STEP, run.clock, run.onProgress);
  progress.expect(1);
  try {
    const { value, summary } = await run.client.portalVersion(run.signal);
    // The one record is the answer itself.
    run.recorder.stored({ ...summary, records: 1 });
    progress.stored(1);
    return { versions: value, serverTime: summary.serverTime };
  } catch (error) {
    run.signal.throwIfAborted();
    if (kindOfFailure(error, 'portal-version') !== 'page') throw error;
    run.recorder.failed('portal-version', failedPage('versions', error));
    progress.failed();
    return undefined;
  } finally {
    progress.done();
    progress.finish();
  }
}

function completeTypes(hosts: HostsOutcome, webApps: WebAppsOutcome): readonly string[] {
  return [
    'qualys_account',
    'qualys_vulnerability_manager',
    'qualys_web_app_scanner',
    ...(hosts.areHostsComplete ? HOST_TYPES : []),
    ...(webApps.areAppsComplete ? [WEB_APP_TYPE] : []),
    ...(webApps.areFindingsComplete ? [WEB_APP_FINDING_TYPE] : []),
  ];
}

function statusOf(
  run: RunContext,
  isCancelled: boolean,
  failure: RunFailure | undefined,
): RunStatus {
  if (failure !== undefined) return isCancelled ? 'cancelled' : 'failed';
  const { failedPages, hasBadRecords } = run.recorder;
  return failedPages.length === 0 && !hasBadRecords ? 'complete' : 'partial';
}

function nothingRead(run: RunContext): RunFailure | undefined {
  const { failedPages, storedPages } = run.recorder;
  const first = failedPages[0];
  if (storedPages > 0 || first === undefined) return undefined;
  const failure = new CollectError('I_NOTHING_READ', {
    count: String(failedPages.length),
    code: first.code,
    first: first.message,
  });
  // What helps against the first failure helps most.
  return { ...runFailure(failure), whatToDo: first.whatToDo };
}

/** Identity of a subscription that does not tell its uuid: the server and who logs in there. */
function namedSubscription(config: Config): string {
  return `${new URL(config.qualysApiUrl).hostname}/${config.qualysUsername}`;
}

function runContext(input: CollectInput, stopping: AbortController): RunContext {
  const recorder = new RunRecorder();
  const { signal } = stopping;
  let sequence = 0;
  return {
    config: input.config,
    client: input.client,
    spool: input.spool,
    converter: converterContext(input.config, input.instance),
    recorder,
    optional: new OptionalParameters(recorder),
    settings: { ...DEFAULT_SETTINGS, ...input.settings },
    signal: input.signal === undefined ? signal : AbortSignal.any([input.signal, signal]),
    clock: input.clock,
    onProgress: input.onProgress ?? (() => undefined),
    qids: new Set(),
    nextSequence: () => sequence++,
    stop: (reason) => stopping.abort(reason),
  };
}
