import { declareStep, type StepMetadata } from '../step.ts';

/**
 * The step that reads the knowledge base for every QID that a finding of the run has. It runs in a
 * graph of its own after all others; dependencies across graphs are not allowed (reference 5.3).
 */
export const VULNERABILITIES_STEP: StepMetadata = declareStep({
  id: 'fetch-finding-vulns',
  name: 'Fetch vulnerabilities of findings',
  types: ['qualys_vuln', 'cve'],
  dependencyGraphId: 'last',
  endpoints: ['knowledge-base'],
  ingestionSourceId: 'qualys-vulnerabilities',
});
