import { declareStep, type StepMetadata } from '../step.ts';

/** The step that makes the account. */
export const ACCOUNT_STEP: StepMetadata = declareStep({
  id: 'fetch-account',
  name: 'Fetch account',
  types: ['qualys_account'],
  endpoints: ['portal-version'],
});
