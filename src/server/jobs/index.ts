export type { BegunRun, Job, RunCause } from './job.ts';
export { type JobServices, Jobs, type StartProblem } from './jobs.ts';
export type { RunInstance, RunSource } from './run-source.ts';
export { RunViews } from './run-views.ts';
