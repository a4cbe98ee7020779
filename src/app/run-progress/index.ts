export { afterProgress, type LiveRun, type LiveStep, type LiveWait, NEW_RUN } from './live-run.ts';
export { planLine } from './plan-line.ts';
export { progressLines } from './progress-lines.ts';
export { stepLabel } from './step-label.ts';
