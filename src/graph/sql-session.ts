import type { Dialect } from './dialect/dialect.ts';
import type { Parameter, Row } from './graph-store.ts';

/** One connection to a store on which statements run one after the other. What apply is written against. */
export interface SqlSession {
  readonly dialect: Dialect;
  /** Folder for files that statements are to read; emptied when the store is opened. */
  readonly scratchDir: string;
  /** Runs a statement; gives the number of rows that it changed. */
  run(sql: string, params?: readonly Parameter[]): Promise<number>;
  /**
   * Runs statements with one thread. Inserting JSON into many columns takes the engine a good 100 MB for
   * every thread, and it fails when it may not have them.
   */
  withOneThread<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs a query of few rows. */
  rows(sql: string, params?: readonly Parameter[]): Promise<readonly Row[]>;
}
