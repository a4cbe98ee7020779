/** Configuration, steps and the run that turns pages of Qualys into segments of the spool. */
export * from './config/index.ts';
export {
  CollectError,
  ConfigError,
  type ConfigProblem,
  INTEGRATION_ERRORS,
  type IntegrationErrorCode,
} from './errors.ts';
export * from './run/index.ts';
export * from './steps/index.ts';
