export { syncFolder } from './durable-file.ts';
export type { CoveredFacts } from './encode-row.ts';
export { SPOOL_ERRORS, SpoolError, type SpoolErrorCode, type SpoolErrorEntry } from './errors.ts';
export { FOREIGN_PROPERTIES } from './foreign-properties.ts';
export type { Verification } from './ledger.ts';
export type { PageFacts, PageId, RememberedFacts, StoredPage } from './page.ts';
export { type ObjectRow, readRows } from './read-rows.ts';
export {
  createRunSpool,
  openRunSpool,
  type RunHeader,
  type RunSpool,
  readRunSpool,
} from './run-spool.ts';
export { ROW_COLUMNS, SEGMENT_COLUMNS, type SegmentColumn } from './segment-columns.ts';
export type { SegmentWriter } from './segment-writer.ts';
