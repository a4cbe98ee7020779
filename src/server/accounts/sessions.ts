import { hashSecret, newSecret } from '../security/secret.ts';
import type { Actor } from './audit.ts';
import { Ledger } from './ledger.ts';
import type { User } from './users.ts';

/** Without a request for so long a session is over, milliseconds. */
export const SESSION_IDLE_MS = 8 * 3_600_000;

/** However busy, a session is over after so long, milliseconds. */
export const SESSION_MOST_MS = 7 * 86_400_000;

/** How exactly the last request is known, milliseconds: not every one of them is worth a write. */
const SEEN_STEP_MS = 60_000;

/** A session that is not over. */
export interface Session {
  /** Names it among all; not the secret. */
  readonly hash: string;
  readonly userId: string;
}

interface SessionRow extends Session {
  readonly createdAt: number;
  readonly seenAt: number;
}

/** Logins of browsers. Only hashes of their secrets are kept. */
export class Sessions extends Ledger {
  /** Begins a session, and forgets those that are over. @returns its secret, which is kept nowhere */
  begin(user: User, actor: Actor): string {
    const secret = newSecret();
    const now = this.clock();
    this.db.transaction(() => {
      this.db.run(
        'DELETE FROM session WHERE seen_at <= ? OR created_at <= ?',
        now - SESSION_IDLE_MS,
        now - SESSION_MOST_MS,
      );
      this.db.run('INSERT INTO session VALUES (?, ?, ?, ?)', hashSecret(secret), user.id, now, now);
      this.audit.add(actor, 'session.begun', user.name);
    });
    return secret;
  }

  /** The session with this secret, unless it is over. It has been seen then. */
  find(secret: string): Session | undefined {
    const row = this.#live(hashSecret(secret));
    if (row === undefined) return undefined;
    const { hash, userId, seenAt } = row;
    const now = this.clock();
    if (now >= seenAt + SEEN_STEP_MS) {
      this.db.note('UPDATE session SET seen_at = ? WHERE hash = ?', now, hash);
    }
    return { hash, userId };
  }

  /** Whether a session is not over. It is not seen by that: who only listens is idle. */
  isLive({ hash }: Session): boolean {
    return this.#live(hash) !== undefined;
  }

  #live(hash: string): SessionRow | undefined {
    const row = this.db.one<SessionRow>(
      'SELECT hash, user_id AS userId, created_at AS createdAt, seen_at AS seenAt FROM session WHERE hash = ?',
      hash,
    );
    if (row === undefined) return undefined;
    const now = this.clock();
    const isOver = now >= row.seenAt + SESSION_IDLE_MS || now >= row.createdAt + SESSION_MOST_MS;
    return isOver ? undefined : row;
  }

  /** Ends a session. */
  end({ hash }: Session, actor: Actor): void {
    this.db.transaction(() => {
      this.db.run('DELETE FROM session WHERE hash = ?', hash);
      this.audit.add(actor, 'session.ended', actor.name);
    });
  }
}
