import { declareStep, type StepMetadata } from '../step.ts';

/** The step that reads the ids of all hosts. */
export const HOST_IDS_STEP: StepMetadata = declareStep({
  id: 'fetch-scanned-host-ids',
  name: 'Fetch scanned host ids',
  types: [],
  endpoints: ['host-list'],
  dependsOn: ['fetch-services'],
  ingestionSourceId: 'qualys-hosts',
});

/** Types of our hosts. */
export const HOST_TYPES = [
  'aws_instance',
  'azure_vm',
  'google_compute_instance',
  'discovered_host',
] as const;

/** The step that reads hosts and enriches them. */
export const HOSTS_STEP: StepMetadata = declareStep({
  id: 'fetch-scanned-host-details',
  name: 'Fetch scanned host details',
  types: HOST_TYPES,
  endpoints: ['host-list', 'host-assets'],
  dependsOn: ['fetch-scanned-host-ids'],
  ingestionSourceId: 'qualys-hosts',
});
