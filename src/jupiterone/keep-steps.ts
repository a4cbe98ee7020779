import { STEPS, type StepMetadata } from '../integration/index.ts';
import type { SdkStep } from './sdk-types.ts';

/** Id of the step that keeps what another one does not read. */
export function keepStepId(stepId: string): string {
  return stepId.replace(/^fetch-/, 'keep-');
}

/**
 * For every step that may not read everything one that declares the same types as partial, and makes
 * nothing. The SDK takes what an execution brings for the whole truth, except for partial types, and a step
 * that is disabled declares nothing (reference 5.6): without these, switching web applications off would
 * delete all of them, and a look-back would delete what is older.
 */
export const KEEP_STEPS: readonly SdkStep[] = STEPS.filter(
  (step) => step.entities.length + step.mappedRelationships.length > 0 && step.endpoints.length > 0,
)
  .filter((step) => step.ingestionSourceId !== undefined)
  .map(keepStepOf);

function keepStepOf(step: StepMetadata): SdkStep {
  return {
    id: keepStepId(step.id),
    name: step.name.replace(/^Fetch/, 'Keep what is not read:'),
    entities: step.entities.map((each) => ({ ...each, partial: true as const })),
    relationships: step.relationships.map((each) => ({ ...each, partial: true as const })),
    mappedRelationships: step.mappedRelationships.map((each) => ({
      ...each,
      partial: true as const,
    })),
    dependsOn: [],
    executionHandler: async () => undefined,
  };
}
