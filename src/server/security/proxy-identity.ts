import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accounts, Actor, User } from '../accounts/index.ts';
import { USER_NAME } from '../api/schemas.ts';
import type { Passwords } from './passwords.ts';
import { type Principal, principalOfSession } from './principal.ts';
import { newSecret } from './secret.ts';
import type { SessionCookie } from './session-cookie.ts';
import { trustedAddresses } from './trusted-addresses.ts';

/** How a reverse proxy says who a visitor is. */
export interface IdentityHeader {
  /** Name of the header with the name of the user. */
  readonly name: string;
  /** Somebody whom the proxy knows and the console does not becomes a viewer. */
  readonly createsViewers: boolean;
}

/** What signing on works with. */
interface Parts {
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly cookie: SessionCookie;
}

/**
 * Sign-on by a reverse proxy, which has checked who somebody is and says so in a header. It is believed only on connections that
 * come from a trusted address: everybody can send a header. What it says begins a session as a login does, so that everything
 * that holds for sessions, CSRF tokens above all, holds here as well.
 */
export class ProxyIdentity {
  readonly #header: string;
  readonly #createsViewers: boolean;
  readonly #isTrusted: (address: string | undefined) => boolean;
  readonly #parts: Parts;

  constructor(header: IdentityHeader, trustedProxies: readonly string[], parts: Parts) {
    this.#header = header.name.toLowerCase();
    this.#createsViewers = header.createsViewers;
    this.#isTrusted = trustedAddresses(trustedProxies);
    this.#parts = parts;
  }

  /**
   * Who asks, in the light of what the proxy says.
   *
   * @param found who asks by what the request carries itself
   */
  async principal(
    request: FastifyRequest,
    reply: FastifyReply,
    found: Principal | undefined,
  ): Promise<Principal | undefined> {
    const name = this.#nameOf(request);
    // What has an authorization header is judged by that alone.
    if (name === undefined || request.headers.authorization !== undefined) return found;
    const known = this.#parts.accounts.users.findLogin(name)?.user;
    if (found !== undefined && known?.id === found.user.id) return found;
    // From here on a session that the browser has is somebody else's.
    if (request.routeOptions.config.beginsSession !== true) return undefined;
    const actor: Actor = { name, via: 'proxy', address: request.ip };
    const user = known ?? (this.#createsViewers ? await this.#newViewer(name, actor) : undefined);
    return user && this.#begin(user, actor, reply);
  }

  /** What the header says, if the connection comes from a proxy that may say it. */
  #nameOf({ headers, socket }: FastifyRequest): string | undefined {
    if (!this.#isTrusted(socket.remoteAddress)) return undefined;
    const value = [headers[this.#header]].flat().join(',').trim();
    return value === '' ? undefined : value;
  }

  /** A user with a password that nobody knows; undefined for what cannot be the name of one. */
  async #newViewer(name: string, actor: Actor): Promise<User | undefined> {
    if (!USER_NAME.safeParse(name).success) return undefined;
    const { accounts, passwords } = this.#parts;
    const passwordHash = await passwords.hash(newSecret());
    // Another request may have been faster while the password was hashed.
    const user = accounts.users.findLogin(name)?.user;
    return user ?? accounts.users.create({ name, role: 'viewer', passwordHash }, actor);
  }

  #begin(user: User, actor: Actor, reply: FastifyReply): Principal | undefined {
    const { accounts, cookie } = this.#parts;
    const secret = accounts.sessions.begin(user, { ...actor, name: user.name });
    cookie.set(reply, secret);
    return principalOfSession(accounts, secret);
  }
}
