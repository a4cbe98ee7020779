import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_MOST_MS } from '../accounts/index.ts';

/**
 * The cookie that carries a session. Scripts cannot read it, no other site's request carries it, and behind https it travels
 * in no other way; the prefix makes browsers enforce that.
 */
export class SessionCookie {
  readonly #isSecure: boolean;
  readonly #name: string;

  /** @param isSecure whether users reach the server by https */
  constructor(isSecure: boolean) {
    this.#isSecure = isSecure;
    this.#name = isSecure ? '__Host-graph-qualys' : 'graph-qualys';
  }

  /** The secret in the cookie, if there is one. */
  read(request: FastifyRequest): string | undefined {
    return request.cookies[this.#name];
  }

  /** Gives the browser a session. */
  set(reply: FastifyReply, secret: string): void {
    const maxAge = SESSION_MOST_MS / 1000;
    reply.setCookie(this.#name, secret, { ...this.#attributes(), maxAge });
  }

  /** Takes it away. */
  clear(reply: FastifyReply): void {
    reply.clearCookie(this.#name, this.#attributes());
  }

  #attributes() {
    return { path: '/', httpOnly: true, sameSite: 'strict', secure: this.#isSecure } as const;
  }
}
