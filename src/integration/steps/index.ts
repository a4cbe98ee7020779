import { ACCOUNT_STEP } from './account/constants.ts';
import { HOST_FINDINGS_STEP } from './host-findings/constants.ts';
import { HOST_IDS_STEP, HOSTS_STEP } from './hosts/constants.ts';
import { SERVICES_STEP } from './services/constants.ts';
import type { StepMetadata } from './step.ts';
import { VULNERABILITIES_STEP } from './vulnerabilities/constants.ts';
import { WEB_APP_FINDINGS_STEP } from './web-app-findings/constants.ts';
import { WEB_APPS_STEP } from './web-apps/constants.ts';

export {
  INGESTION_SOURCES,
  type IngestionSource,
  type IngestionSourceId,
} from './ingestion-sources.ts';
export type {
  StepEntity,
  StepMappedRelationship,
  StepMetadata,
  StepRelationship,
} from './step.ts';

/** Every step, in the order in which a run goes through them. */
export const STEPS: readonly StepMetadata[] = [
  ACCOUNT_STEP,
  SERVICES_STEP,
  HOST_IDS_STEP,
  HOSTS_STEP,
  HOST_FINDINGS_STEP,
  WEB_APPS_STEP,
  WEB_APP_FINDINGS_STEP,
  VULNERABILITIES_STEP,
];
