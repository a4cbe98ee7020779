import { collectInProcess } from '../app/collector/collect-in-process.ts';
import { resolveLogin } from '../app/login.ts';
import { qualysClient } from '../app/qualys-client.ts';
import { readUploadChoices } from '../app/sync/sync-options.ts';
import {
  type Config,
  INGESTION_SOURCES,
  instanceConfigFields,
  STEPS,
  type StepMetadata,
} from '../integration/index.ts';
import { type Collection, Collections, type Collector, configOf } from './collection.ts';
import { KEEP_STEPS, keepStepId } from './keep-steps.ts';
import { notReadWhole } from './read-extent.ts';
import { sdkError, sdkErrorOf } from './sdk-error.ts';
import type {
  ExecutionContext,
  InvocationConfig,
  SdkStep,
  StepExecutionContext,
  StepStartState,
} from './sdk-types.ts';
import { addObjects } from './step-objects.ts';
import { problemsOf } from './step-problems.ts';

/**
 * The integration, as JupiterOne's SDK and its CLI run it.
 *
 * @param collector where the collection runs; a process of its own by default
 */
export function createInvocationConfig(collector: Collector = collectInProcess): InvocationConfig {
  const collections = new Collections(collector);
  return {
    instanceConfigFields: instanceConfigFields(),
    validateInvocation,
    getStepStartStates,
    integrationSteps: [...STEPS.map((step) => sdkStep(step, collections)), ...KEEP_STEPS],
    dependencyGraphOrder: ['last'],
    ingestionConfig: INGESTION_SOURCES,
    afterExecution: (context) => collections.end(context),
  };
}

/**
 * Checks the settings, and the login with one small call: the classic API says best why a login is refused.
 *
 * @throws an error of the SDK: CONFIG_VALIDATION_ERROR with every problem, or what Qualys answers
 */
async function validateInvocation(context: ExecutionContext): Promise<void> {
  let where = 'settings';
  try {
    const config = configOf(context);
    readUploadChoices(process.env);
    where = config.qualysApiUrl;
    await tryLogin(config);
  } catch (error) {
    throw sdkErrorOf(error, where, true);
  }
}

async function tryLogin(config: Config): Promise<void> {
  const { signal } = new AbortController();
  const client = await qualysClient(config, {
    login: await resolveLogin(config, signal),
    signal,
    onProgress: () => undefined,
  });
  try {
    await client.hosts({ details: 'Basic', pageSize: 1 }, async (hosts) => {
      for await (const _ of hosts) break;
    });
  } finally {
    await client.close();
  }
}

/** Every step, with those that keep what is not read; web applications only if they are wanted. */
function getStepStartStates(context: ExecutionContext): Readonly<Record<string, StepStartState>> {
  const config = configOf(context);
  const partly = notReadWhole(config, context);
  const off: StepStartState = { disabled: true, disabledReason: 'user_config' };
  return Object.fromEntries([
    ...STEPS.map((step) => {
      const isOff = step.ingestionSourceId === 'qualys-web-apps' && !config.ingestWebAppScans;
      return [step.id, isOff ? off : { disabled: false }];
    }),
    ...STEPS.filter(({ id }) => KEEP_STEPS.some((keep) => keep.id === keepStepId(id))).map(
      ({ id }) => [keepStepId(id), { disabled: !partly.has(id) }],
    ),
  ]);
}

function sdkStep(step: StepMetadata, collections: Collections): SdkStep {
  const { endpoints: _, ...metadata } = step;
  return {
    ...metadata,
    executionHandler: async (context) => execute(step, context, await collections.of(context)),
  };
}

/**
 * Gives what there is of a step; then fails if something of it is missing, so that JupiterOne takes nothing
 * of its types for gone.
 */
async function execute(
  step: StepMetadata,
  context: StepExecutionContext,
  collection: Collection,
): Promise<void> {
  await addObjects(step, collection, context.jobState);
  const { config, report } = collection;
  const [problem] = problemsOf(step, {
    report,
    hasPredecessor: context.executionHistory.lastSuccessful !== undefined,
    notReadWhole: notReadWhole(config, context),
  });
  if (problem !== undefined) throw sdkError(problem, problem.endpoint, false);
}
