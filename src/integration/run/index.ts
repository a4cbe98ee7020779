export { type CollectInput, collect } from './collect.ts';
export type { CollectProgress, ProgressListener } from './progress.ts';
export type {
  CollectReport,
  EndpointReport,
  FailedPage,
  RunFailure,
  RunStatus,
  RunWarning,
} from './report.ts';
export { type CollectSettings, DEFAULT_SETTINGS } from './run-context.ts';
