import {
  IdRanges,
  type PortalVersion,
  type QualysClient,
  QualysError,
} from '../../qualys/index.ts';
import type { Config } from '../config/index.ts';
import { CollectError } from '../errors.ts';
import { ACCOUNT_STEP } from '../steps/account/constants.ts';
import { HOST_TYPES } from '../steps/hosts/constants.ts';
import { WEB_APP_FINDING_TYPE } from '../steps/web-app-findings/constants.ts';
import { WEB_APP_TYPE } from '../steps/web-apps/constants.ts';
import { type CallRate, detectionRate } from './call-rate.ts';
import { type CollectState, decodeState, encodeState } from './collect-state.ts';
import { converterContext } from './converter-context.ts';
import { failedPage, runFailure } from './failure.ts';
import { collectHosts, type HostsOutcome, readHostIds } from './hosts.ts';
import { type KnownInstance, NOTHING_KNOWN } from './known-instance.ts';
import { OptionalParameters } from './optional-parameters.ts';
import type { PageSpool } from './page-spool.ts';
import { type ProgressListener, stepProgress } from './progress.ts';
import { RunRecorder } from './recorder.ts';
import type { CollectReport, RunFailure, RunStatus } from './report.ts';
import { type CollectSettings, DEFAULT_SETTINGS, type RunContext } from './run-context.ts';
import { RunLedger } from './run-ledger.ts';
import type { RunMode } from './run-mode.ts';
import { type SelectedHosts, selectHosts } from './select-hosts.ts';
import { writeServices } from './services.ts';
import { Splitting } from './splitting.ts';
import { storeAnswer } from './store-answer.ts';
import { tellPlan } from './tell-plan.ts';
import {
  collectVulnerabilities,
  type KnowledgeOutcome,
  type KnowledgePlan,
} from './vulnerabilities.ts';
import { collectWebApps, type WebAppsOutcome } from './web-apps.ts';

/** What a run needs. */
export interface CollectInput {
  readonly config: Config;
  readonly client: QualysClient;
  /** The run's folder; nothing else is written. */
  readonly spool: PageSpool;
  readonly instance: { readonly id: string; readonly name: string };
  /** Who logs in, where the configuration does not name a user. */
  readonly identity?: string;
  /** Epoch milliseconds. Windows refer to the time of the server, not to this. */
  readonly clock: () => number;
  /** Stops at once; the page in work is given up. */
  readonly signal?: AbortSignal;
  /** Stops after the pages in work: no further one is begun. */
  readonly stopSignal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  readonly settings?: Partial<CollectSettings>;
  /** Default `full`; see {@link modeOf}. */
  readonly mode?: RunMode;
  /** What the graph knows of the instance; nothing by default. */
  readonly known?: KnownInstance;
  /**
   * Of hosts only those that were scanned, and of their findings only those that changed, since then; epoch
   * milliseconds. For who has a complete run of before and nothing that it left. A window like those of the
   * configuration: nothing outside of it has gone.
   */
  readonly changedSince?: number | undefined;
  /** When the run began, if this is not its first part; epoch milliseconds, by our clock. */
  readonly startedAt?: number;
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
  const startedAt = input.startedAt ?? input.clock();
  const stopping = new AbortController();
  const run = await runContext(input, stopping, startedAt);
  const { mode = 'full', known = NOTHING_KNOWN } = input;
  const plan: RunPlan = { mode, known, state: decodeState(known.state) };
  const done: Done = { serverTime: startedAt, completeTypes: [], state: undefined };
  let failure: RunFailure | undefined;
  try {
    await runSteps(run, plan, done);
    failure = nothingRead(run);
  } catch (error) {
    failure = runFailure(isCancelled(input) ? new CollectError('I_CANCELLED', {}) : error);
    noteEnd(run, error);
  }
  const status = statusOf(run, isCancelled(input), failure);
  return {
    mode,
    resumedPages: run.ledger.size,
    status,
    startedAt,
    endedAt: input.clock(),
    endpoints: run.recorder.endpoints(),
    warnings: run.recorder.warnings(),
    // A run that broke off has covered nothing.
    completeTypes: failure === undefined ? done.completeTypes : [],
    ...(failure === undefined && done.state !== undefined
      ? { state: encodeState(completed(done.state, plan, status)) }
      : {}),
    subscription: run.recorder.subscription ?? namedSubscription(input),
    serverTime: done.serverTime,
    ...(failure === undefined ? {} : { failure }),
  };
}

function isCancelled({ signal, stopSignal }: CollectInput): boolean {
  return signal?.aborted === true || stopSignal?.aborted === true;
}

/** Whether it was a complete full run shows only when everything is read. */
function completed(state: CollectState, { mode }: RunPlan, status: RunStatus): CollectState {
  const isCompleteFull = mode === 'full' && status === 'complete';
  return isCompleteFull ? { ...state, completeFullAt: state.lastRunAt } : state;
}

/** The call that ended the run belongs to what the run asked. */
function noteEnd({ recorder }: RunContext, error: unknown): void {
  if (!(error instanceof QualysError) || error.endpoint === undefined) return;
  if (error.effort !== undefined) recorder.failed(error.endpoint, failedPage('end-of-run', error));
}

/** What a run starts from. */
interface RunPlan {
  readonly mode: RunMode;
  readonly known: KnownInstance;
  readonly state: CollectState | undefined;
}

/** What the run has reached so far. */
interface Done {
  serverTime: number;
  completeTypes: readonly string[];
  state: CollectState | undefined;
}

async function runSteps(run: RunContext, wish: RunPlan, done: Done): Promise<void> {
  const list = await readHostIds(run);
  const portal = await readPortal(run);
  done.serverTime = list?.serverTime ?? portal?.serverTime ?? done.serverTime;
  // Two calls to two APIs, each tried as often as it makes sense, and no answer: more would say the same.
  if (list === undefined && portal === undefined) return;
  const { serverTime } = done;
  const plan = withoutFuture(run, wish, serverTime);

  const selection = list === undefined ? undefined : await selectHosts(run, plan, list, serverTime);
  tellPlan(run, plan.mode, selection);
  const [hosts, webApps] = await together(
    run,
    selection === undefined ? Promise.resolve(NO_HOSTS) : collectHosts(run, selection),
    collectWebApps(run, serverTime),
  );
  const knowledge = await collectVulnerabilities(run, knowledgePlan(plan));
  await writeServices(run, portal?.versions, hosts.facts, webApps.facts);
  done.completeTypes = completeTypes(hosts, webApps);
  done.state = nextState(plan, {
    serverTime,
    selection,
    hosts,
    knowledge,
    callRate: detectionRate(run.client.limits()),
  });
}

/** From this difference on the clock of the server went back, rather than that two servers differ; milliseconds. */
const CLOCK_DIFFERENCE_MS = 3_600_000;

/**
 * A cursor that the server's time has yet to reach would hide every change until then: the clock was wrong
 * in an earlier run, and nothing is known of what changed since.
 */
function withoutFuture(run: RunContext, plan: RunPlan, serverTime: number): RunPlan {
  const { state } = plan;
  const latest = Math.max(state?.detectionCursor ?? 0, state?.knowledgeCursor ?? 0);
  if (state === undefined || latest <= serverTime + CLOCK_DIFFERENCE_MS) return plan;
  run.recorder.warn({
    kind: 'clock-went-back',
    message: `The clock of Qualys was ahead in an earlier run (${new Date(latest).toISOString()}, now ${new Date(serverTime).toISOString()}): everything is read again.`,
  });
  return { ...plan, state: { ...state, detectionCursor: undefined, knowledgeCursor: undefined } };
}

const NO_HOSTS: HostsOutcome = {
  isListComplete: false,
  facts: undefined,
  pending: IdRanges.empty,
};

function knowledgePlan({ mode, known, state }: RunPlan): KnowledgePlan {
  const since = state?.knowledgeCursor;
  return {
    stored: new Set(known.qids),
    // Without a cursor nobody knows what was modified: everything is read again.
    isIncremental: mode === 'incremental' && since !== undefined,
    pending: state?.pendingQids ?? IdRanges.empty,
    since,
  };
}

interface Reached {
  readonly serverTime: number;
  readonly selection: SelectedHosts | undefined;
  readonly hosts: HostsOutcome;
  readonly knowledge: KnowledgeOutcome;
  readonly callRate: CallRate | undefined;
}

/** The cursors move only over what is stored; what is missing is named. */
function nextState(
  { state }: RunPlan,
  { serverTime, selection, hosts, knowledge, callRate }: Reached,
): CollectState {
  const left = state?.pendingHosts ?? IdRanges.empty;
  return {
    lastRunAt: serverTime,
    completeFullAt: state?.completeFullAt,
    detectionCursor: selection?.areChangesKnown === true ? serverTime : state?.detectionCursor,
    knowledgeCursor: knowledge.areModifiedStored ? serverTime : state?.knowledgeCursor,
    pendingHosts: selection === undefined ? left : hosts.pending.with(selection.postponed),
    pendingQids: knowledge.pending,
    callRate: callRate ?? state?.callRate,
  };
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
  const answer = await storeAnswer<PortalVersion, PortalVersion>(
    run,
    {
      endpoint: 'portal-version',
      scope: 'versions',
      records: 1, // the one record is the answer itself
      remember: (versions) => versions,
      recall: (versions) => versions,
      ask: () => run.client.portalVersion(run.signal),
    },
    progress,
  );
  progress.done();
  progress.finish();
  return answer && { versions: answer.value, serverTime: answer.serverTime };
}

function completeTypes(hosts: HostsOutcome, webApps: WebAppsOutcome): readonly string[] {
  return [
    'qualys_account',
    'qualys_vulnerability_manager',
    'qualys_web_app_scanner',
    ...(hosts.isListComplete ? HOST_TYPES : []),
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
function namedSubscription({ config, identity }: CollectInput): string {
  return `${new URL(config.qualysApiUrl).hostname}/${identity ?? config.qualysUsername}`;
}

async function runContext(
  input: CollectInput,
  stopping: AbortController,
  startedAt: number,
): Promise<RunContext> {
  const recorder = new RunRecorder();
  const { signal } = stopping;
  const { known = NOTHING_KNOWN } = input;
  return {
    config: input.config,
    client: input.client,
    spool: input.spool,
    ledger: await RunLedger.of(input.spool),
    converter: converterContext(input.config, input.instance),
    recorder,
    optional: new OptionalParameters(recorder),
    areRemovalsAccepted: known.areRemovalsAccepted === true,
    stored: {
      webApps: known.webApps,
      webAppFindings: known.webAppFindings,
      vulnerabilities: known.qids.length,
    },
    splitting: new Splitting(),
    settings: { ...DEFAULT_SETTINGS, ...input.settings },
    signal: input.signal === undefined ? signal : AbortSignal.any([input.signal, signal]),
    clock: input.clock,
    startedAt,
    changedSince: input.changedSince,
    onProgress: input.onProgress ?? (() => undefined),
    known: new Map(known.hosts.map((host) => [Number(host.id), host])),
    qids: new Set(),
    throwIfStopping: () => input.stopSignal?.throwIfAborted(),
    stop: (reason) => {
      // Who was asked to stop begins no further page, and lets those in work come to their end.
      const isAsked = input.stopSignal?.aborted === true && reason === input.stopSignal.reason;
      if (!isAsked) stopping.abort(reason);
    },
  };
}
