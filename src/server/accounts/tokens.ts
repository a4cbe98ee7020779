import { randomUUID } from 'node:crypto';
import { ServerError } from '../errors.ts';
import { hashSecret, newSecret } from '../security/secret.ts';
import type { Actor } from './audit.ts';
import { Ledger } from './ledger.ts';
import type { User } from './users.ts';

/** What may be done with a token; never more than its user may. */
export type TokenScope = 'read' | 'write';

/** A personal API token, without its secret. Times are epoch milliseconds. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Last use, to the minute; null before the first. */
  readonly usedAt: number | null;
}

/** What a new token needs. */
export interface NewToken {
  readonly name: string;
  readonly scope: TokenScope;
  /** How long it is good for, milliseconds. */
  readonly lifetimeMs: number;
}

/** A token that is good, and whose it is. */
export interface TokenOwner {
  readonly tokenId: string;
  readonly userId: string;
  readonly scope: TokenScope;
}

/** Begin of every token: whoever finds one in a log or a repository knows what it is. */
const TOKEN_PREFIX = 'gq_';

/** Tokens of one user, expired ones included. */
const MOST = 50;
const USED_STEP_MS = 60_000;
const COLUMNS =
  'id, name, scope, created_at AS createdAt, expires_at AS expiresAt, used_at AS usedAt';

/** Personal API tokens. Only hashes of them are kept. */
export class Tokens extends Ledger {
  /** The tokens of a user, newest first; those that have expired stay until they are revoked. */
  list(user: User): readonly ApiToken[] {
    return this.db.all<ApiToken>(
      `SELECT ${COLUMNS} FROM token WHERE user_id = ? ORDER BY created_at DESC, id`,
      user.id,
    );
  }

  /**
   * Makes a token. @returns it, and its secret, which is kept nowhere
   *
   * @throws {ServerError} H_TOO_MANY_TOKENS
   */
  create(
    user: User,
    { name, scope, lifetimeMs }: NewToken,
    actor: Actor,
  ): { readonly token: ApiToken; readonly secret: string } {
    const secret = `${TOKEN_PREFIX}${newSecret()}`;
    const createdAt = this.clock();
    const expiresAt = createdAt + lifetimeMs;
    const token = { id: randomUUID(), name, scope, createdAt, expiresAt, usedAt: null };
    this.db.transaction(() => {
      if (this.list(user).length >= MOST) {
        throw new ServerError('H_TOO_MANY_TOKENS', { most: String(MOST) });
      }
      this.db.run(
        'INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, NULL)',
        token.id,
        hashSecret(secret),
        user.id,
        name,
        scope,
        createdAt,
        expiresAt,
      );
      this.audit.add(actor, 'token.created', name, { scope, expiresAt });
    });
    return { token, secret };
  }

  /** Whose a token is, unless it has expired. It has been used then. */
  find(secret: string): TokenOwner | undefined {
    const row = this.db.one<ApiToken & { readonly userId: string }>(
      `SELECT ${COLUMNS}, user_id AS userId FROM token WHERE hash = ?`,
      hashSecret(secret),
    );
    const now = this.clock();
    if (row === undefined || now >= row.expiresAt) return undefined;
    if (now >= (row.usedAt ?? 0) + USED_STEP_MS) {
      this.db.note('UPDATE token SET used_at = ? WHERE id = ?', now, row.id);
    }
    return { tokenId: row.id, userId: row.userId, scope: row.scope };
  }

  /** Whether a token is still good. It is not used by that. */
  isLive(id: string): boolean {
    const row = this.db.one<{ readonly expiresAt: number }>(
      'SELECT expires_at AS expiresAt FROM token WHERE id = ?',
      id,
    );
    return row !== undefined && this.clock() < row.expiresAt;
  }

  /** Ends a token of a user. @throws {ServerError} H_NOT_FOUND */
  revoke(user: User, id: string, actor: Actor): void {
    this.db.transaction(() => {
      const token = this.list(user).find((each) => each.id === id);
      if (token === undefined) throw new ServerError('H_NOT_FOUND');
      this.db.run('DELETE FROM token WHERE id = ?', id);
      this.audit.add(actor, 'token.revoked', token.name);
    });
  }
}
