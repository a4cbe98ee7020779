export { type CollectInput, collect } from './collect.ts';
export { type KnownHost, type KnownInstance, NOTHING_KNOWN } from './known-instance.ts';
export { modeOf } from './plan.ts';
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
export type { RunMode } from './run-mode.ts';
export { scopeFingerprint } from './scope-fingerprint.ts';
export { surelyFixedSince } from './windows.ts';
