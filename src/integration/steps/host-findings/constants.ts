import { declareStep, type StepMetadata } from '../step.ts';

/** Type of the findings on hosts. */
export const HOST_FINDING_TYPE = 'qualys_host_finding';

/** The step that reads the detections of hosts. */
export const HOST_FINDINGS_STEP: StepMetadata = declareStep({
  id: 'fetch-scanned-host-detections',
  name: 'Fetch scanned host detections',
  types: [HOST_FINDING_TYPE],
  dependsOn: ['fetch-scanned-host-details'],
  endpoints: ['host-detections'],
  ingestionSourceId: 'qualys-host-findings',
});
