import { runCollection } from '../../src/app/collector/run-collection.ts';
import { createInvocationConfig } from '../../src/jupiterone/invocation-config.ts';
import type { ExecutionHistory, SdkStep } from '../../src/jupiterone/sdk-types.ts';
import type { GraphObject } from './compare-graphs.ts';

/** How an execution is started. */
export interface SdkExecutionInput {
  readonly config: Readonly<Record<string, unknown>>;
  readonly history?: ExecutionHistory;
  /** Ingestion sources that are switched off. */
  readonly disabledSources?: readonly string[];
}

/** How a step ended. */
export interface SdkStepResult {
  readonly status: 'success' | 'failure' | 'partial_success_due_to_dependency_failure' | 'disabled';
  readonly error?: { readonly code: string; readonly message: string };
}

/** What an execution left. */
export interface SdkResult {
  readonly steps: Readonly<Record<string, SdkStepResult>>;
  readonly objects: readonly GraphObject[];
  /** Types of which nothing is deleted. */
  readonly partialTypes: readonly string[];
  /** Types that a step made and did not declare. */
  readonly undeclared: readonly string[];
  readonly events: readonly string[];
}

/** Our integration, with the collection in this process: starting a thread takes longer than a small run. */
const invocationConfig = createInvocationConfig((task, { signal, onProgress, onNote }) =>
  runCollection(task, { signal, stopSignal: signal, onProgress, onNote }),
);

/**
 * Runs our integration as JupiterOne's SDK does (reference 5.3 to 5.6): validation, start states, graphs of steps one
 * after the other, steps whose dependencies have ended at the same time, partial types. Written from the reference;
 * the long suite runs the SDK itself.
 *
 * @throws what validation throws, and a fatal error of a step
 */
export async function runInSdk(input: SdkExecutionInput): Promise<SdkResult> {
  const host = new SdkHost(input);
  const { context } = host;
  try {
    await invocationConfig.validateInvocation(context);
    for (const graph of [undefined, ...invocationConfig.dependencyGraphOrder]) {
      await host.runGraph(
        invocationConfig.integrationSteps.filter((step) => step.dependencyGraphId === graph),
      );
    }
    return host.result();
  } finally {
    await invocationConfig.afterExecution(context);
  }
}

class SdkHost {
  readonly context;
  readonly #results = new Map<string, SdkStepResult>();
  readonly #objects = new Map<string, GraphObject>();
  readonly #undeclared = new Set<string>();
  readonly #events: string[] = [];
  readonly #disabled: ReadonlySet<string>;

  constructor({ config, history, disabledSources = [] }: SdkExecutionInput) {
    this.context = {
      instance: {
        id: 'qualys',
        name: 'qualys',
        config,
        disabledSources: disabledSources.map((ingestionSourceId) => ({ ingestionSourceId })),
      },
      executionHistory: history ?? { current: { startedOn: Date.now() } },
      logger: {
        info: () => undefined,
        publishWarnEvent: ({ description }: { readonly description: string }) =>
          this.#events.push(description),
      },
    };
    this.#disabled = new Set(disabledSources);
  }

  async runGraph(steps: readonly SdkStep[]): Promise<void> {
    const states = invocationConfig.getStepStartStates(this.context);
    let waiting = [...steps];
    while (waiting.length > 0) {
      const ready = waiting.filter((step) => step.dependsOn.every((id) => this.#results.has(id)));
      if (ready.length === 0) throw new Error('steps wait for each other');
      waiting = waiting.filter((step) => !ready.includes(step));
      await Promise.all(
        ready.map(async (step) => {
          const state = states[step.id];
          if (state === undefined) throw new Error(`${step.id} has no start state`);
          const isOff = state.disabled || this.#disabled.has(step.ingestionSourceId ?? '');
          const dependencies = step.dependsOn.map((id) => this.#results.get(id)?.status);
          this.#results.set(
            step.id,
            isOff || dependencies.includes('disabled')
              ? { status: 'disabled' }
              : await this.#run(
                  step,
                  dependencies.some((status) => status !== 'success'),
                ),
          );
        }),
      );
    }
  }

  async #run(step: SdkStep, hasDependencyFailure: boolean): Promise<SdkStepResult> {
    const declared = new Set(declaredTypes(step));
    const add = async (objects: readonly GraphObject[]) => {
      for (const object of objects) {
        const key = String(object['_key']);
        if (this.#objects.has(key)) throw new Error(`twice: ${key}`);
        this.#objects.set(key, JSON.parse(JSON.stringify(object)));
        const type = String(object['_type']);
        if (!declared.has(type)) this.#undeclared.add(`${step.id} ${type}`);
      }
    };
    try {
      await step.executionHandler({
        ...this.context,
        jobState: {
          addEntities: add as (objects: readonly object[]) => Promise<void>,
          addRelationships: add as (objects: readonly object[]) => Promise<void>,
          hasKey: (key) => this.#objects.has(key),
        },
      });
    } catch (error) {
      const { code, message, fatal } = error as {
        readonly code: string;
        readonly message: string;
        readonly fatal?: boolean;
      };
      if (fatal === true || code === undefined) throw error;
      return { status: 'failure', error: { code, message } };
    }
    return {
      status: hasDependencyFailure ? 'partial_success_due_to_dependency_failure' : 'success',
    };
  }

  result(): SdkResult {
    const partialTypes = invocationConfig.integrationSteps.flatMap((step) => {
      const status = this.#results.get(step.id)?.status;
      if (status === 'disabled') return [];
      return status === 'success'
        ? [...step.entities, ...step.relationships, ...step.mappedRelationships]
            .filter(({ partial }) => partial)
            .map(({ _type }) => _type)
        : declaredTypes(step);
    });
    return {
      steps: Object.fromEntries(this.#results),
      objects: [...this.#objects.values()],
      partialTypes: [...new Set(partialTypes)].toSorted(),
      undeclared: [...this.#undeclared],
      events: this.#events,
    };
  }
}

function declaredTypes(step: SdkStep): readonly string[] {
  return [...step.entities, ...step.relationships, ...step.mappedRelationships].map(
    ({ _type }) => _type,
  );
}
