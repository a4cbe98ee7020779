import type { StepMetadata } from '../step.ts';
import { declareStep } from '../step.ts';

/** Key of the vulnerability scanner's service (rule of `qualys_vulnerability_manager`). */
export const VULNERABILITY_MANAGER_KEY = 'qualys-service:vmdr';
/** Key of the web application scanner's service (rule of `qualys_web_app_scanner`). */
export const WEB_APP_SCANNER_KEY = 'qualys-service:was';

/** The step that makes the two scanners. */
export const SERVICES_STEP: StepMetadata = declareStep({
  id: 'fetch-services',
  name: 'Fetch services',
  types: ['qualys_vulnerability_manager', 'qualys_web_app_scanner'],
  dependsOn: ['fetch-account'],
});
