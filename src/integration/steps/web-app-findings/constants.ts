import { declareStep, type StepMetadata } from '../step.ts';

/** Type of the findings on web applications. */
export const WEB_APP_FINDING_TYPE = 'qualys_web_app_finding';

/** The step that reads the findings of web applications. */
export const WEB_APP_FINDINGS_STEP: StepMetadata = declareStep({
  id: 'fetch-scanned-webapp-findings',
  name: 'Fetch scanned web application findings',
  types: [WEB_APP_FINDING_TYPE],
  dependsOn: ['fetch-services', 'fetch-scanned-webapps'],
  endpoints: ['web-app-findings'],
  ingestionSourceId: 'qualys-web-apps',
});
