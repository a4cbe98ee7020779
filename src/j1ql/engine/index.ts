export { duckdbEngine } from './duckdb.ts';
export type { Engine } from './engine.ts';
