import type { FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '../accounts/index.ts';
import { actorOfRequest, type Services } from '../app-types.ts';
import { csrfTokenOf } from '../security/principal.ts';

/** Begins a session for a user, ends the one that the browser had, and tells what the new one needs. */
export function logIn(
  { accounts, cookie }: Services,
  user: User,
  request: FastifyRequest,
  reply: FastifyReply,
): { readonly user: User; readonly csrfToken: string } {
  const { principal } = request;
  if (principal?.via === 'session') {
    accounts.sessions.end(principal.session, actorOfRequest(request));
  }
  const actor = { name: user.name, via: 'session', address: request.ip } as const;
  const secret = accounts.sessions.begin(user, actor);
  cookie.set(reply, secret);
  return { user, csrfToken: csrfTokenOf(secret) };
}
