export { type NextRun, type PauseReason, Scheduler } from './scheduler.ts';
