import type { Database } from './database.ts';

/** Who does something, and how they came in. */
export interface Actor {
  /** Name of the user; `setup token` for whoever had the one-time token. */
  readonly name: string;
  readonly via: 'session' | 'token' | 'setup' | 'proxy';
  /** Address of the client. */
  readonly address: string;
}

/** What can stand in the audit log. */
export type AuditAction =
  | 'session.begun'
  | 'session.ended'
  | 'user.created'
  | 'user.role-changed'
  | 'user.password-changed'
  | 'user.deleted'
  | 'token.created'
  | 'token.revoked'
  | 'run.started'
  | 'run.cancelled'
  | 'instance.created'
  | 'instance.changed'
  | 'instance.login-insisted'
  | 'instance.deleted'
  | 'question.created'
  | 'question.changed'
  | 'question.deleted'
  | 'smart-classes.changed'
  | 'retention.changed';

/** One line of the audit log. */
export interface AuditEntry {
  /** Grows by the time; no two entries share one. */
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly via: Actor['via'];
  readonly address: string;
  readonly action: AuditAction;
  /** What was changed: the name of a user, for a token with the token's. */
  readonly target: string;
  readonly details: Readonly<Record<string, unknown>>;
}

interface AuditRow extends Omit<AuditEntry, 'details'> {
  readonly details: string;
}

/** The log of every change. It can only grow: the database itself refuses everything else. */
export class AuditLog {
  readonly #db: Database;
  readonly #clock: () => number;

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Adds an entry. Belongs into the transaction of the change itself, so that neither is without the other. */
  add(
    actor: Actor,
    action: AuditAction,
    target: string,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    this.#db.run(
      'INSERT INTO audit (at, actor, via, address, action, target, details) VALUES (?, ?, ?, ?, ?, ?, ?)',
      this.#clock(),
      actor.name,
      actor.via,
      actor.address,
      action,
      target,
      JSON.stringify(details),
    );
  }

  /** Adds an entry for a change of something that is not kept beside the log: without the change there is none. */
  addWith(
    actor: Actor,
    action: AuditAction,
    target: string,
    details: Readonly<Record<string, unknown>>,
    change: () => void,
  ): void {
    this.#db.transaction(() => {
      this.add(actor, action, target, details);
      change();
    });
  }

  /** The newest entries, or the newest of those older than the entry `before`. */
  page(limit: number, before: number = Number.MAX_SAFE_INTEGER): readonly AuditEntry[] {
    const rows = this.#db.all<AuditRow>(
      'SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
      before,
      limit,
    );
    return rows.map((row) => ({
      ...row,
      details: JSON.parse(row.details) as Record<string, unknown>,
    }));
  }
}
