import type { Accounts, Actor, Session, TokenScope, User } from '../accounts/index.ts';
import { derivedSecret } from './secret.ts';

/** Who asks, and how they came in. */
export type Principal = BySession | ByToken | ByOwner;

/** A browser that logged in. */
export interface BySession {
  readonly via: 'session';
  readonly user: User;
  readonly session: Session;
  /** What the header `x-csrf-token` has to say. */
  readonly csrfToken: string;
}

/** A program with an API token. */
export interface ByToken {
  readonly via: 'token';
  readonly user: User;
  readonly tokenId: string;
  readonly scope: TokenScope;
}

/** A command of whoever owns the data folder. */
export interface ByOwner {
  readonly via: 'local';
  readonly user: User;
}

/** The owner of the data folder: whoever can read it can do everything with it, and is no user of the console. */
export const OWNER: ByOwner = {
  via: 'local',
  user: {
    id: 'local',
    name: 'local',
    role: 'administrator',
    version: 0,
    createdAt: 0,
    changedAt: 0,
    changedBy: 'local',
  },
};

/** The CSRF token of a session. Other sites can neither read it nor compute it. */
export function csrfTokenOf(sessionSecret: string): string {
  return derivedSecret(sessionSecret, 'csrf');
}

/** Who has the session with this secret; undefined when it is over or the user is gone. */
export function principalOfSession(accounts: Accounts, secret: string): BySession | undefined {
  const session = accounts.sessions.find(secret);
  const user = session && accounts.users.find(session.userId);
  return user && { via: 'session', user, session, csrfToken: csrfTokenOf(secret) };
}

/** Whose token this is; undefined when it has expired or was revoked. */
export function principalOfToken(accounts: Accounts, secret: string): ByToken | undefined {
  const token = accounts.tokens.find(secret);
  const user = token && accounts.users.find(token.userId);
  return user && { via: 'token', user, tokenId: token.tokenId, scope: token.scope };
}

/** Whether a login that was good still is, for answers that last. Looking does not make it last longer. */
export function isStillIn(accounts: Accounts, principal: Principal): boolean {
  if (principal.via === 'local') return true;
  return principal.via === 'session'
    ? accounts.sessions.isLive(principal.session)
    : accounts.tokens.isLive(principal.tokenId);
}

/** A principal as the audit log names it. */
export function actorOf({ user, via }: Principal, address: string): Actor {
  return { name: user.name, via, address };
}
