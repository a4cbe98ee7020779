import { join } from 'node:path';
import type { DataDir } from '../../app/data-dir.ts';
import { AuditLog } from './audit.ts';
import { Database } from './database.ts';
import { LAYOUTS } from './layouts.ts';
import { Sessions } from './sessions.ts';
import { Tokens } from './tokens.ts';
import { Users } from './users.ts';

export type { Actor, AuditEntry, AuditLog } from './audit.ts';
export type { Database } from './database.ts';
export { Ledger } from './ledger.ts';
export type { Session } from './sessions.ts';
export { SESSION_IDLE_MS, SESSION_MOST_MS } from './sessions.ts';
export type { TokenScope } from './tokens.ts';
export { type ExpectedVersion, etagOf, nameKey, type Role, type User } from './users.ts';

/** Who may use the console, who is in, and what they changed. */
export interface Accounts {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly audit: AuditLog;
  /** The file they are in, for what else is kept in it. */
  readonly database: Database;
  /** Lets go of the file. */
  close(): void;
}

/** Layout of the tables that this version knows. */
export const CONSOLE_LAYOUT = LAYOUTS.length;

/** Name of the accounts' file in the data folder. */
export const ACCOUNTS_FILE = 'console.sqlite';

/**
 * Opens the accounts of a data folder, which has to be there; makes them when there are none.
 *
 * @throws {ServerError} H_ACCOUNTS_UNREADABLE, H_ACCOUNTS_NEWER
 */
export function openAccounts(dir: DataDir, clock: () => number = Date.now): Accounts {
  return accountsOf(new Database(join(dir.path, ACCOUNTS_FILE)), clock);
}

/** Accounts that are gone with the process, for descriptions of the API. */
export function accountsInMemory(): Accounts {
  return accountsOf(new Database(':memory:'), Date.now);
}

function accountsOf(db: Database, clock: () => number): Accounts {
  const audit = new AuditLog(db, clock);
  return {
    users: new Users(db, audit, clock),
    sessions: new Sessions(db, audit, clock),
    tokens: new Tokens(db, audit, clock),
    audit,
    database: db,
    close: () => db.close(),
  };
}
