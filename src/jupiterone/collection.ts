import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { collectInProcess } from '../app/collector/collect-in-process.ts';
import { configFingerprint } from '../app/config-fingerprint.ts';
import { resolveLogin } from '../app/login.ts';
import { readUploadChoices } from '../app/sync/sync-options.ts';
import { readInstanceConfig } from '../integration/config/instance-config.ts';
import {
  type CollectProgress,
  type CollectReport,
  type Config,
  NOTHING_KNOWN,
} from '../integration/index.ts';
import type { UploadChoices } from '../model/uploaded-entity.ts';
import { type RunSpool, readRunSpool } from '../spool/index.ts';
import { AssetPlaces } from './asset-places.ts';
import { changedSince } from './read-extent.ts';
import { sdkError, sdkErrorOf } from './sdk-error.ts';
import type { ExecutionContext, ExecutionHistory, SdkLogger } from './sdk-types.ts';

/** What one execution read. */
export interface Collection {
  readonly config: Config;
  readonly report: CollectReport;
  readonly spool: RunSpool;
  readonly places: AssetPlaces;
  readonly choices: UploadChoices;
}

/** Who collects: a thread of its own, unless a test has another one. */
export type Collector = typeof collectInProcess;

/** The configuration of an instance. */
export function configOf({ instance }: Pick<ExecutionContext, 'instance'>): Config {
  return readInstanceConfig(instance.config, process.env);
}

interface Execution {
  readonly collection: Promise<Collection>;
  /** Removes the pages. */
  end(): Promise<void>;
}

/** The collections of the executions in this process. */
export class Collections {
  readonly #collector: Collector;
  /** By instance: the SDK makes one object of it per execution, which all steps get. */
  readonly #executions = new WeakMap<object, Execution>();

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  /**
   * What this execution reads; the step that asks first starts it, the others get the same.
   *
   * @throws an error of the SDK, fatal, when the whole of it failed: then nothing must be uploaded
   */
  of(context: ExecutionContext): Promise<Collection> {
    let execution = this.#executions.get(context.instance);
    if (execution === undefined) {
      execution = begin(context, this.#collector);
      this.#executions.set(context.instance, execution);
    }
    return execution.collection;
  }

  /** Removes what an execution left in the folder for temporary files. */
  async end({ instance }: ExecutionContext): Promise<void> {
    await this.#executions.get(instance)?.end();
    this.#executions.delete(instance);
  }
}

function begin(context: ExecutionContext, collector: Collector): Execution {
  let sweep: (() => void) | undefined;
  const folder = mkdtemp(join(tmpdir(), 'graph-qualys-')).then((path) => {
    // SDKs before 9.7 do not tell that all is done.
    sweep = () => rmSync(path, { recursive: true, force: true });
    process.once('exit', sweep);
    return path;
  });
  const collection = folder.then((path) => collect(context, path, collector));
  // Who waits for it hears of a failure; nobody may be waiting when it comes.
  collection.catch(() => undefined);
  return {
    collection,
    end: async () => {
      await rm(await folder, { recursive: true, force: true });
      if (sweep !== undefined) process.removeListener('exit', sweep);
    },
  };
}

async function collect(
  context: ExecutionContext,
  folder: string,
  collector: Collector,
): Promise<Collection> {
  const { instance, executionHistory, logger } = context;
  const config = configOf(context);
  const choices = readUploadChoices(process.env);
  const pagesDir = join(folder, 'pages');
  const startedAt = startOf(executionHistory);
  let report: CollectReport;
  try {
    report = await collector(
      {
        config,
        login: await resolveLogin(config),
        instance: { id: instance.id, name: instance.name },
        pagesDir,
        header: {
          runId: `${instance.id}-${startedAt}`,
          instance: { name: instance.name, integrationType: 'qualys' },
          configFingerprint: configFingerprint(config),
          mode: 'full',
          startedAt,
        },
        isResumed: false,
        mode: 'full',
        known: NOTHING_KNOWN,
        changedSince: changedSince(executionHistory, config),
      },
      {
        signal: new AbortController().signal,
        onProgress: (progress) => tell(progress, logger),
        onNote: (note) => tellCustomer(logger, note),
      },
    );
  } catch (error) {
    throw sdkErrorOf(error, config.qualysApiUrl, true);
  }
  if (report.failure !== undefined) throw sdkError(report.failure, config.qualysApiUrl, true);
  for (const { message } of report.warnings) tellCustomer(logger, message);
  const spool = await readRunSpool(pagesDir);
  return { config, report, spool, choices, places: await AssetPlaces.of(spool) };
}

/** The CLI's `run` hands on what the API says of its job, if it says so. Epoch milliseconds. */
function startOf({ current }: ExecutionHistory): number {
  return Number.isFinite(current.startedOn) ? current.startedOn : Date.now();
}

/**
 * What a person should know of a run that is complete all the same: an event of the job. A warning in the log
 * is for operators, and a step that misses something fails.
 */
function tellCustomer(logger: SdkLogger, description: string): void {
  logger.info(description);
  logger.publishWarnEvent?.({ name: 'warn_incomplete_data', description });
}

/** What a log is to hold of the progress: what was read, and what is waited for. */
function tell(progress: CollectProgress, logger: SdkLogger): void {
  if (progress.kind === 'step-finished') {
    const { name, records, pages, failedPages, tookMs } = progress;
    logger.info({ records, pages, failedPages, tookMs }, `${name}: read from Qualys`);
  } else if (progress.kind === 'waiting') {
    const { endpoint, until, reason } = progress;
    logger.info(
      { endpoint, until },
      `${endpoint}: waiting until ${new Date(until).toISOString()}, ${reason}`,
    );
  }
}
