import {
  type AcceptedRemovals,
  type ApplyReport,
  GraphError,
  type GraphStore,
} from '../graph/index.ts';
import {
  type CollectProgress,
  type CollectReport,
  type Config,
  type KnownInstance,
  modeOf,
  NOTHING_KNOWN,
  type RunMode,
  type RunWarning,
  readConfig,
  scopeFingerprint,
  surelyFixedSince,
  unknownOptionWarnings,
} from '../integration/index.ts';
import { pagesFolder, removePages } from './abandoned-pages.ts';
import { acceptedRemovals } from './accepted-removals.ts';
import { collectInProcess } from './collector/collect-in-process.ts';
import { configFingerprint } from './config-fingerprint.ts';
import { assertNotRefused, clearRefused, isRefusal, noteRefused } from './credentials-state.ts';
import { type DataDir, prepareCaptureDir, prepareDataDir } from './data-dir.ts';
import type { Environment } from './environment.ts';
import { AppError } from './errors.ts';
import { type GraphAccess, ownGraph } from './graph-access.ts';
import { type Login, resolveLogin, secretMaterialOf } from './login.ts';
import { runCoverage } from './run-coverage.ts';
import { withRunLease } from './run-lease.ts';
import { keepRunRecord, type RunRecord } from './run-record.ts';
import { startRun } from './run-start.ts';
import { subscriptionOf } from './subscription.ts';
import { runFolder } from './with-graph.ts';

/** What a run tells while it works: that it has begun, the collection, then the apply. */
export type RunProgress =
  | {
      readonly kind: 'begun';
      readonly runId: string;
      readonly mode: RunMode;
      /** It goes on with the pages that an earlier part of it has stored. */
      readonly isResumed: boolean;
      /** When its first part began; epoch milliseconds. */
      readonly startedAt: number;
    }
  | CollectProgress
  | { readonly kind: 'applying' }
  | {
      readonly kind: 'applied';
      readonly tookMs: number;
      /** Number of the apply: the version of the graph. */
      readonly seq: number;
    };

/** What one run needs to know. */
export interface CollectInput {
  readonly env: Environment;
  readonly dataDir: DataDir;
  /** Name of the instance; its findings and services belong to it. */
  readonly instance: string;
  /** Read everything, whatever is known; a run that was cut off is not gone on with. */
  readonly isFull?: boolean;
  /** Go on with the run that was cut off, or fail. Without it a run goes on if it can. */
  readonly isResume?: boolean;
  /** Id of the last run, the held removals of which a person has looked at and accepts. */
  readonly acceptDeletions?: string | undefined;
  /** Ask Qualys although it refused this very login before. */
  readonly insist?: boolean;
  /** Folder that keeps redacted raw pages for support; none when absent. */
  readonly captureDir?: string | undefined;
  /** Ends the run: pages in work may end, then it can be gone on with. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** The way to the graph; this process opens it by default. */
  readonly graph?: GraphAccess;
  /** Where the collection runs; a process of its own by default. */
  readonly collector?: typeof collectInProcess;
}

/**
 * One run: Qualys to the local graph. Configuration, data folder and store are checked before Qualys
 * is asked for anything; the graph changes in one transaction at the end, or not at all. A run of the
 * instance that was cut off goes on with the pages it has, if it began lately and under these settings.
 *
 * @returns the run record, whatever became of the run once it had started; it is also in the run's folder
 * @throws errors of configuration, data folder, lease and store from before the start
 */
export async function collectRun(input: CollectInput): Promise<RunRecord> {
  const config = readConfig(input.env);
  const notes: RunWarning[] = unknownOptionWarnings(input.env).map((message) => ({
    kind: 'unknown-option',
    message,
  }));
  await prepareDataDir(input.dataDir);
  if (input.captureDir !== undefined) await prepareCaptureDir(input.captureDir);
  return withRunLease(input.dataDir, input.instance, () => leasedRun(input, config, notes));
}

async function leasedRun(
  input: CollectInput,
  config: Config,
  notes: RunWarning[],
): Promise<RunRecord> {
  const { clock = Date.now, signal, dataDir, instance, graph = ownGraph(dataDir) } = input;
  const login = await loginOf(input, config);
  const { known, accepted } = await graph.use((store) => knownOf(input, config, store), { signal });
  const isFull = input.isFull === true || accepted !== undefined;
  const { header, mode, isResumed } = await startRun(dataDir, {
    instance,
    configFingerprint: configFingerprint(config),
    mode: isFull ? 'full' : modeOf(identified(config, login), known),
    resume: input.isFull === true ? 'never' : input.isResume === true ? 'always' : 'if-possible',
    now: clock(),
  });
  const { runId, startedAt } = header;
  input.onProgress({ kind: 'begun', runId, mode, isResumed, startedAt });
  const pagesDir = pagesFolder(dataDir, runId);
  const { collector = collectInProcess } = input;
  const report = await collector(
    {
      config,
      login,
      instance: { id: instance, name: instance },
      pagesDir,
      header,
      isResumed,
      mode,
      known: { ...known, areRemovalsAccepted: accepted !== undefined },
      captureDir: input.captureDir,
    },
    {
      signal,
      onProgress: input.onProgress,
      onNote: (message) => notes.push({ kind: 'old-version', message }),
    },
  );
  await settleLogin(input, config, login, report);
  const outcome = isApplied(report)
    ? await tryApply(input, {
        config: identified(config, login),
        report,
        runId,
        pagesDir,
        accepted,
      })
    : report;
  const record = {
    ...runRecord(runId, instance, report, notes, outcome, clock()),
    coverage: runCoverage(config, report),
  };
  const kept = await keepRunRecord(runFolder(dataDir, runId), record);
  if (isOver(record)) await removePages(dataDir, runId);
  return kept;
}

/** The configuration with the name of whoever logs in: a token from a file tells it only when it is read. */
function identified(config: Config, { identity }: Login): Config {
  return { ...config, qualysUsername: identity };
}

/**
 * Whether the pages of a run have served: they are in the graph, there are none, or the graph will never take
 * them. The next run begins anew then.
 */
function isOver({ status, endpoints, failure }: RunRecord): boolean {
  if (status === 'complete' || status === 'partial') return true;
  if (failure?.code === 'G_DUPLICATE_KEY') return true;
  return endpoints.every(({ pages }) => pages === 0);
}

/** The login of the instance, unless Qualys refused it before. */
async function loginOf(
  { dataDir, instance, insist, signal }: CollectInput,
  config: Config,
): Promise<Login> {
  const login = await resolveLogin(config, signal);
  const options = { insist: insist === true };
  await assertNotRefused(dataDir, instance, secretMaterialOf(config, login), options);
  return login;
}

/** Remembers that the login was refused, or that it was accepted. */
async function settleLogin(
  { dataDir, instance, clock = Date.now }: CollectInput,
  config: Config,
  login: Login,
  { failure, endpoints }: CollectReport,
): Promise<void> {
  if (failure !== undefined && isRefusal(failure.code)) {
    const material = secretMaterialOf(config, login);
    await noteRefused(dataDir, instance, material, failure, clock());
  } else if (endpoints.some(({ pages }) => pages > 0)) {
    await clearRefused(dataDir, instance);
  }
}

/** What the graph knows of the instance, and the removals that are accepted now. */
interface Known {
  readonly known: KnownInstance;
  readonly accepted: AcceptedRemovals | undefined;
}

async function knownOf(
  { dataDir, instance, acceptDeletions, clock = Date.now }: CollectInput,
  config: Config,
  store: GraphStore,
): Promise<Known> {
  const state = await store.instanceState(instance, surelyFixedSince(config, clock()));
  const known: KnownInstance =
    state === undefined
      ? NOTHING_KNOWN
      : {
          state: state.state,
          scopeFingerprint: state.scopeFingerprint,
          isHeld: state.held !== undefined,
          hosts: state.hosts,
          qids: state.qids,
          webApps: state.webApps,
          webAppFindings: state.webAppFindings,
        };
  const accepted =
    acceptDeletions === undefined
      ? undefined
      : await acceptedRemovals(dataDir, instance, state, acceptDeletions);
  return { known, accepted };
}

/** How a run ended, its apply included. */
type Outcome = Pick<RunRecord, 'status' | 'failure'> & { readonly applied?: ApplyReport };

/** What there is to apply. */
interface Collected {
  readonly config: Config;
  readonly report: CollectReport;
  readonly runId: string;
  readonly pagesDir: string;
  readonly accepted: AcceptedRemovals | undefined;
}

/** An apply that fails leaves the graph as it was: the run has failed then, whatever it collected. */
async function tryApply(input: CollectInput, collected: Collected): Promise<Outcome> {
  const { status } = collected.report;
  try {
    const applied = await apply(input, collected);
    return { status: applied.held === undefined ? status : 'partial', applied };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const { code, message, whatToDo, exitCode } = error;
    return {
      status: code === 'G_CANCELLED' ? 'cancelled' : 'failed',
      failure: { code, message, whatToDo, exitCode },
    };
  }
}

/** What was read in hours is not thrown away because somebody asks the graph just now; milliseconds. */
const APPLY_PATIENCE_MS = 3_600_000;

async function apply(
  {
    dataDir,
    graph = ownGraph(dataDir),
    instance,
    signal,
    onProgress,
    clock = Date.now,
  }: CollectInput,
  { config, report, runId, pagesDir, accepted }: Collected,
): Promise<ApplyReport> {
  onProgress({ kind: 'applying' });
  const startedAt = clock();
  const attempt = () =>
    graph.use(
      async (store) =>
        store.apply({
          runId,
          at: clock(),
          instance: {
            name: instance,
            integrationType: 'qualys',
            subscription: await subscriptionOf(store, instance, report.subscription),
          },
          spoolDir: pagesDir,
          completeTypes: report.completeTypes,
          scope: {
            fingerprint: scopeFingerprint(config),
            severities: config.vmdrFindingSeverities,
          },
          state: report.state,
          acceptRemovals: accepted,
          signal,
        }),
      {
        patienceMs: APPLY_PATIENCE_MS,
        signal,
        onWait: (holder) =>
          onProgress({
            kind: 'waiting',
            endpoint: 'the graph',
            until: clock() + APPLY_PATIENCE_MS,
            reason: `at most; ${holder} has it open`,
          }),
      },
    );
  const applied = await attempt().catch((error: unknown) => {
    // A console that went away in the middle: whether it had applied the run is known where the graph is opened anew.
    if (error instanceof AppError && error.code === 'A_CONSOLE_GONE') return attempt();
    throw error;
  });
  onProgress({ kind: 'applied', tookMs: clock() - startedAt, seq: applied.seq });
  return applied;
}

/** A run that failed or was cancelled leaves the graph as it was. */
function isApplied(report: CollectReport): boolean {
  return report.status === 'complete' || report.status === 'partial';
}

function runRecord(
  runId: string,
  instance: string,
  report: CollectReport,
  notes: readonly RunWarning[],
  { status, failure, applied }: Outcome,
  endedAt: number,
): Omit<RunRecord, 'coverage'> {
  return {
    runId,
    instance,
    mode: report.mode,
    resumedPages: report.resumedPages,
    status,
    startedAt: new Date(report.startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    serverTime: new Date(report.serverTime).toISOString(),
    subscription: report.subscription,
    endpoints: report.endpoints,
    entities: applied?.entities ?? {},
    relationships: applied?.relationships ?? {},
    completeTypes: report.completeTypes,
    closed: applied?.closed ?? {},
    reopened: applied?.reopened ?? 0,
    merged: applied?.merged ?? 0,
    ...(applied?.held && { held: applied.held }),
    warnings: [...notes, ...report.warnings],
    ...(failure && { failure }),
  };
}
