import type { FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '../accounts/index.ts';
import type { Services } from '../app-types.ts';
import { csrfTokenOf } from '../security/principal.ts';

/** Begins a session for a user, whoever had the browser before, and tells what it needs. */
export function logIn(
  { accounts, cookie }: Services,
  user: User,
  request: FastifyRequest,
  reply: FastifyReply,
): { readonly user: User; readonly csrfToken: string } {
  const actor = { name: user.name, via: 'session', address: request.ip } as const;
  const secret = accounts.sessions.begin(user, actor);
  cookie.set(reply, secret);
  return { user, csrfToken: csrfTokenOf(secret) };
}
