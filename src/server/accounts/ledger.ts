import type { AuditLog } from './audit.ts';
import type { Database } from './database.ts';

/** What users, sessions and tokens are kept with: every change of them stands in the audit log. */
export abstract class Ledger {
  protected readonly db: Database;
  protected readonly audit: AuditLog;
  /** Epoch milliseconds. */
  protected readonly clock: () => number;

  constructor(db: Database, audit: AuditLog, clock: () => number) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
  }
}
