import { randomUUID } from 'node:crypto';
import { ServerError } from '../errors.ts';
import type { Actor } from './audit.ts';
import { Ledger } from './ledger.ts';

/** What a user may do. */
export type Role = 'administrator' | 'viewer';

/** A user, without the hash of the password. Times are epoch milliseconds. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Grows with every change; the ETag of the user. */
  readonly version: number;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Name of the user who changed it last. */
  readonly changedBy: string;
}

/** What a new user needs. */
export interface NewUser {
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** What can be changed of a user. */
export interface UserChange {
  readonly role?: Role | undefined;
  readonly passwordHash?: string | undefined;
}

/** State that a change is meant for: the version that was read, or whichever there is. */
export type ExpectedVersion = number | 'any';

const COLUMNS =
  'id, name, role, version, created_at AS createdAt, changed_at AS changedAt, changed_by AS changedBy';

/** Names are equal when they look alike: capitals and forms of a letter do not tell them apart. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The users. Every change stands in the audit log, in the same transaction. */
export class Users extends Ledger {
  /** All users, by name. */
  list(): readonly User[] {
    return this.db.all<User>(`SELECT ${COLUMNS} FROM user ORDER BY name_key`);
  }

  /** The user with this id. */
  find(id: string): User | undefined {
    return this.db.one<User>(`SELECT ${COLUMNS} FROM user WHERE id = ?`, id);
  }

  /** The user with this name, and the hash of the password. */
  findLogin(name: string): { readonly user: User; readonly passwordHash: string } | undefined {
    const row = this.db.one<User & { readonly passwordHash: string }>(
      `SELECT ${COLUMNS}, password_hash AS passwordHash FROM user WHERE name_key = ?`,
      nameKey(name),
    );
    if (row === undefined) return undefined;
    const { passwordHash, ...user } = row;
    return { user, passwordHash };
  }

  /** Whether anybody can administer this console. */
  hasAdministrator(): boolean {
    return this.#administrators() > 0;
  }

  /** @throws {ServerError} H_NAME_TAKEN */
  create({ name, role, passwordHash }: NewUser, actor: Actor): User {
    return this.db.transaction(() => {
      if (this.findLogin(name) !== undefined) throw new ServerError('H_NAME_TAKEN', { name });
      const id = randomUUID();
      const now = this.clock();
      this.db.run(
        'INSERT INTO user VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)',
        id,
        name,
        nameKey(name),
        role,
        passwordHash,
        now,
        now,
        actor.name,
      );
      this.audit.add(actor, 'user.created', name, { role });
      return this.#existing(id);
    });
  }

  /**
   * Changes a user. A new password ends the sessions of the user, but for the one with the hash `keptSession`.
   *
   * @throws {ServerError} H_NOT_FOUND, H_CHANGED_MEANWHILE, H_LAST_ADMINISTRATOR
   */
  change(
    id: string,
    { role, passwordHash }: UserChange,
    expected: ExpectedVersion,
    actor: Actor,
    keptSession = '',
  ): User {
    return this.db.transaction(() => {
      const user = this.#expected(id, expected);
      if (role !== undefined && role !== user.role) {
        if (role !== 'administrator') this.#assertNotLast(user);
        this.db.run('UPDATE user SET role = ? WHERE id = ?', role, id);
        this.audit.add(actor, 'user.role-changed', user.name, { from: user.role, to: role });
      }
      if (passwordHash !== undefined) {
        this.db.run('UPDATE user SET password_hash = ? WHERE id = ?', passwordHash, id);
        this.db.run('DELETE FROM session WHERE user_id = ? AND hash <> ?', id, keptSession);
        this.audit.add(actor, 'user.password-changed', user.name);
      }
      this.db.run(
        'UPDATE user SET version = version + 1, changed_at = ?, changed_by = ? WHERE id = ?',
        this.clock(),
        actor.name,
        id,
      );
      return this.#existing(id);
    });
  }

  /**
   * Deletes a user with all sessions and API tokens.
   *
   * @throws {ServerError} H_NOT_FOUND, H_CHANGED_MEANWHILE, H_LAST_ADMINISTRATOR
   */
  remove(id: string, expected: ExpectedVersion, actor: Actor): void {
    this.db.transaction(() => {
      const user = this.#expected(id, expected);
      this.#assertNotLast(user);
      this.db.run('DELETE FROM user WHERE id = ?', id);
      this.audit.add(actor, 'user.deleted', user.name, { role: user.role });
    });
  }

  #existing(id: string): User {
    const user = this.find(id);
    if (user === undefined) throw new ServerError('H_NOT_FOUND');
    return user;
  }

  #expected(id: string, expected: ExpectedVersion): User {
    const user = this.#existing(id);
    if (expected === 'any' || expected === user.version) return user;
    throw new ServerError(
      'H_CHANGED_MEANWHILE',
      { name: user.name, by: user.changedBy, at: new Date(user.changedAt).toISOString() },
      { members: { current: user }, headers: { etag: etagOf(user) } },
    );
  }

  #assertNotLast(user: User): void {
    if (user.role === 'administrator' && this.#administrators() === 1) {
      throw new ServerError('H_LAST_ADMINISTRATOR', { name: user.name });
    }
  }

  #administrators(): number {
    const sql = "SELECT count(*) AS n FROM user WHERE role = 'administrator'";
    return this.db.one<{ readonly n: number }>(sql)?.n ?? 0;
  }
}

/** The ETag of the state of something that counts its changes. */
export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}
