import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { isDiskFull } from '../../app/disk-full.ts';
import { AppError, systemReason } from '../../app/errors.ts';
import { ServerError } from '../errors.ts';
import { LAYOUTS } from './layouts.ts';

/** How long a statement waits for another process, milliseconds. */
const BUSY_MS = 5_000;

/** The file of the console: accounts, and what is set up in it. Opened. Statements are short and run in this thread. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens the file, makes it when it is not there; only its owner may read it. `:memory:` keeps nothing.
   *
   * @throws {ServerError} H_ACCOUNTS_UNREADABLE, H_ACCOUNTS_NEWER; {AppError} A_DISK_FULL
   */
  constructor(path: string) {
    let db: DatabaseSync | undefined;
    try {
      if (path !== ':memory:') reserve(path);
      db = new DatabaseSync(path, { timeout: BUSY_MS });
      this.#db = db;
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
      this.#prepareTables(path);
    } catch (error) {
      db?.close();
      if (error instanceof ServerError) throw error;
      if (isDiskFull(error)) throw new AppError('A_DISK_FULL', { what: path }, { cause: error });
      // The code of SQLite says nothing, its message does.
      const isEngine = error instanceof Error && 'errcode' in error;
      const reason = isEngine ? error.message : systemReason(error);
      throw new ServerError('H_ACCOUNTS_UNREADABLE', { path, reason }, { cause: error });
    }
  }

  /** Brings the tables to the newest layout: all steps, or none. */
  #prepareTables(path: string): void {
    // Inside a transaction: another process may be making them.
    this.transaction(() => {
      const found = this.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
      const known = LAYOUTS.length;
      if (found > known) {
        const context = { path, found: String(found), known: String(known) };
        throw new ServerError('H_ACCOUNTS_NEWER', context);
      }
      for (const step of LAYOUTS.slice(found)) this.#db.exec(step);
      this.#db.exec(`PRAGMA user_version = ${known}`);
    });
  }

  /** All rows of a query. */
  all<Row>(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** The only row of a query, if there is one. */
  one<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Runs a change, and tells how many rows it met. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Runs a change that is good to have: a disk that is full keeps nobody from what the change is noted for. */
  note(sql: string, ...values: readonly SQLInputValue[]): void {
    try {
      this.run(sql, ...values);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  /** Does everything or nothing of what `work` does. Transactions do not nest. */
  transaction<Result>(work: () => Result): Result {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has ended it already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Lets go of the file. */
  close(): void {
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Makes the file ours before SQLite does: the files beside it take over its mode. */
function reserve(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}
