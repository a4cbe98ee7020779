import type { User } from '../accounts/index.ts';
import type { Users } from '../accounts/users.ts';
import { ServerError } from '../errors.ts';
import { hashSecret, isSameSecret, newSecret } from './secret.ts';

/** How long the token for the first administrator is good for, milliseconds. */
export const SETUP_TOKEN_MS = 3_600_000;

/** A one-time token that makes the first administrator. It lives with the process and is kept nowhere. */
export class SetupToken {
  readonly #users: Users;
  readonly #clock: () => number;
  readonly #expiresAt: number;
  #hash: string | undefined;
  /** For the terminal, and for nobody else; absent when there is an administrator already. */
  readonly secret: string | undefined;

  constructor(users: Users, clock: () => number = Date.now) {
    this.#users = users;
    this.#clock = clock;
    this.#expiresAt = clock() + SETUP_TOKEN_MS;
    this.secret = users.hasAdministrator() ? undefined : newSecret();
    this.#hash = this.secret && hashSecret(this.secret);
  }

  /** Fails unless the token is good. @throws {ServerError} H_SETUP_TOKEN */
  assertGood(secret: string): void {
    const isGood =
      this.#hash !== undefined &&
      this.#clock() < this.#expiresAt &&
      isSameSecret(hashSecret(secret), this.#hash);
    if (!isGood) throw new ServerError('H_SETUP_TOKEN');
  }

  /**
   * Makes the first administrator; the token is used up then.
   *
   * @throws {ServerError} H_SETUP_TOKEN, also when another process has made one meanwhile
   */
  use(secret: string, name: string, passwordHash: string, address: string): User {
    this.assertGood(secret);
    this.#hash = undefined;
    if (this.#users.hasAdministrator()) throw new ServerError('H_SETUP_TOKEN');
    const actor = { name: 'setup token', via: 'setup', address } as const;
    return this.#users.create({ name, role: 'administrator', passwordHash }, actor);
  }
}
