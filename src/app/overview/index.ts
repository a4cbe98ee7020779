export type { PinnedGraph } from './ask.ts';
export { completeness, type InstanceCompleteness } from './completeness.ts';
export { type Snapshot, snapshot } from './snapshot.ts';
export { type Trend, trend } from './trend.ts';
