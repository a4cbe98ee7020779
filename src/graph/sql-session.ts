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
   * Runs a statement that reads JSON into many columns, with one thread: with more, the engine takes more
   * memory for it than everything else in an apply does.
   */
  runNarrowly(sql: string): Promise<number>;
  /** Runs a query of few rows. */
  rows(sql: string, params?: readonly Parameter[]): Promise<readonly Row[]>;
}
