import type { Role, TokenScope } from '../accounts/index.ts';
import { ServerError } from '../errors.ts';
import type { Principal } from './principal.ts';

interface Requirement {
  /** Least role. */
  readonly role: Role;
  /** Least scope of an API token; `none` when a token is never enough. */
  readonly scope: TokenScope | 'none';
  /** Whether it is for commands of the owner of the data folder alone. */
  readonly isLocal?: true;
}

/** Who may use a route. Every route declares one of these in its config. */
export const PERMISSIONS = {
  /** Everybody, without a login. */
  anyone: undefined,
  /** Every user, with a session: a token must not be able to make tokens or to change the password. */
  session: { role: 'viewer', scope: 'none' },
  /** Every user, to look at what the graph and the runs say. */
  read: { role: 'viewer', scope: 'read' },
  /** Administrators, to look at what is theirs alone. */
  inspect: { role: 'administrator', scope: 'read' },
  /** Administrators, to change something. */
  administer: { role: 'administrator', scope: 'write' },
  /** Commands of the owner of the data folder, who come in by a door of their own. */
  local: { role: 'administrator', scope: 'none', isLocal: true },
} as const satisfies Record<string, Requirement | undefined>;

/** Name of a permission. */
export type Permission = keyof typeof PERMISSIONS;

/**
 * Fails unless whoever asks may do what the permission is for.
 *
 * @throws {ServerError} H_NOT_LOGGED_IN, H_NOT_ALLOWED
 */
export function assertMay(principal: Principal | undefined, permission: Permission): void {
  const requirement: Requirement | undefined = PERMISSIONS[permission];
  if (requirement === undefined) return;
  if (principal === undefined) throw new ServerError('H_NOT_LOGGED_IN');
  const { role, scope, isLocal = false } = requirement;
  if (role === 'administrator' && principal.user.role !== 'administrator') {
    throw new ServerError('H_NOT_ALLOWED', { needs: 'the role administrator' });
  }
  if (isLocal && principal.via !== 'local') {
    const needs = 'to be asked by a command of the owner of the data folder, on this machine';
    throw new ServerError('H_NOT_ALLOWED', { needs });
  }
  if (principal.via === 'session') return;
  if (principal.via === 'local') {
    if (isLocal || scope !== 'none') return;
    throw new ServerError('H_NOT_ALLOWED', { needs: 'a login with name and password' });
  }
  if (scope === 'none') {
    const needs = 'a login with name and password; API tokens may not do it';
    throw new ServerError('H_NOT_ALLOWED', { needs });
  }
  if (scope === 'write' && principal.scope !== 'write') {
    throw new ServerError('H_NOT_ALLOWED', { needs: 'an API token with the scope write' });
  }
}
