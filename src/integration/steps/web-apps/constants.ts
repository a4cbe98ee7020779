import { declareStep, type StepMetadata } from '../step.ts';

/** Type of the web applications. */
export const WEB_APP_TYPE = 'web_app';

/** The step that reads web applications. */
export const WEB_APPS_STEP: StepMetadata = declareStep({
  id: 'fetch-scanned-webapps',
  name: 'Fetch scanned web applications',
  types: [WEB_APP_TYPE],
  dependsOn: ['fetch-services'],
  endpoints: ['web-apps'],
  ingestionSourceId: 'qualys-web-apps',
});
