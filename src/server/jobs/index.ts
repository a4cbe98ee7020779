export type { BegunRun, Job, RunCause } from './job.ts';
export { Jobs, type JobServices, type StartProblem } from './jobs.ts';
export type { RunInstance, RunSource } from './run-source.ts';
