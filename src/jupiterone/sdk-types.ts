import type { InstanceConfigField } from '../integration/index.ts';
import type { IngestionSource } from '../integration/steps/ingestion-sources.ts';
import type { StepMetadata } from '../integration/steps/step.ts';
import type { MappedRelationship } from '../model/mapped-relationship.ts';
import type { PropertyValue } from '../model/property.ts';

// The shapes of JupiterOne's integration SDK as far as they are used here (reference 5.3, 5.4). Written for 8.41
// and 17.4; what only one of them has is optional.

/** An entity as the job state takes it. */
export interface SdkEntity {
  readonly _key: string;
  readonly _type: string;
  readonly _class: string[];
  readonly [property: string]: PropertyValue;
}

/** A relationship between two entities of the integration. */
export interface SdkRelationship {
  readonly _key: string;
  readonly _type: string;
  readonly _class: string;
  readonly displayName: string;
  readonly _fromEntityKey: string;
  readonly _toEntityKey: string;
  readonly [property: string]: PropertyValue;
}

/** Collects what the steps make. */
export interface JobState {
  addEntities(entities: readonly SdkEntity[]): Promise<unknown>;
  addRelationships(
    relationships: readonly (SdkRelationship | MappedRelationship)[],
  ): Promise<unknown>;
  /** Whether an entity or relationship of this key was added. */
  hasKey(key: string): boolean | Promise<boolean>;
}

/** Writes into the log of the job; events are what customers see of it. */
export interface SdkLogger {
  info(...parameters: readonly unknown[]): unknown;
  publishWarnEvent?(event: { readonly name: string; readonly description: string }): unknown;
}

/** The configured integration. */
export interface SdkInstance {
  readonly id: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Ingestion sources that an administrator switched off. */
  readonly disabledSources?: readonly { readonly ingestionSourceId: string }[] | undefined;
}

/** When an execution was; epoch milliseconds by JupiterOne's clock. */
export interface Execution {
  readonly startedOn: number;
}

/** What is known of executions of the instance; the CLI knows the current one only. */
export interface ExecutionHistory {
  readonly current: Execution;
  readonly lastSuccessful?: Execution | undefined;
}

/** What validation and start states get. */
export interface ExecutionContext {
  readonly instance: SdkInstance;
  readonly logger: SdkLogger;
  readonly executionHistory: ExecutionHistory;
}

/** What a step gets. */
export interface StepExecutionContext extends ExecutionContext {
  readonly jobState: JobState;
}

/** Whether a step runs. */
export interface StepStartState {
  readonly disabled: boolean;
  readonly disabledReason?: 'user_config';
}

/** The types of a step, with those that it never covers marked. */
type Declared<Metadata> = readonly (Metadata & { readonly partial?: true })[];

/** A step as the SDK runs it. */
export interface SdkStep
  extends Pick<
    StepMetadata,
    'id' | 'name' | 'dependsOn' | 'dependencyGraphId' | 'ingestionSourceId' | 'authorization'
  > {
  readonly entities: Declared<StepMetadata['entities'][number]>;
  readonly relationships: Declared<StepMetadata['relationships'][number]>;
  readonly mappedRelationships: Declared<StepMetadata['mappedRelationships'][number]>;
  executionHandler(context: StepExecutionContext): Promise<void>;
}

/** What an integration exports. */
export interface InvocationConfig {
  readonly instanceConfigFields: Readonly<Record<string, InstanceConfigField>>;
  validateInvocation(context: ExecutionContext): Promise<void>;
  getStepStartStates(context: ExecutionContext): Readonly<Record<string, StepStartState>>;
  readonly integrationSteps: readonly SdkStep[];
  /** Graphs of steps that run after the default one, in this order. */
  readonly dependencyGraphOrder: readonly string[];
  readonly ingestionConfig: Readonly<Record<string, IngestionSource>>;
  /** Called by SDK 9.7 and later when everything is done. */
  afterExecution(context: ExecutionContext): Promise<void>;
}
