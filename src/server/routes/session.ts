import { z } from 'zod';
import { NEW_PASSWORD, NOTHING, PASSWORD, SESSION } from '../api/schemas.ts';
import { type App, actorOfRequest, principalOf, type Services, sessionOf } from '../app-types.ts';
import { checkedLogin } from './checked-login.ts';
import { logIn } from './log-in.ts';

/** Login, logout, who am I, own password. */
export function addSessionRoutes(app: App, services: Services): void {
  const { accounts, cookie, passwords } = services;
  const tags = ['Session'];

  app.route({
    method: 'POST',
    url: '/api/session',
    config: { permission: 'anyone' },
    schema: {
      tags,
      summary: 'Log in',
      description: 'Sets the cookie of the session. Failed logins slow down the next ones.',
      body: z.strictObject({ name: z.string().min(1).max(64), password: PASSWORD }),
      response: { 201: SESSION },
    },
    handler: async (request, reply) => {
      const { name, password } = request.body;
      const user = await checkedLogin(services, name, password, request.ip);
      reply.code(201);
      return logIn(services, user, request, reply);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/session',
    config: { permission: 'read', beginsSession: true },
    schema: { tags, summary: 'Who am I', response: { 200: SESSION } },
    handler: async (request) => {
      const principal = principalOf(request);
      const csrfToken = principal.via === 'session' ? principal.csrfToken : null;
      return { user: principal.user, csrfToken };
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/session',
    config: { permission: 'session' },
    schema: { tags, summary: 'Log out', response: { 204: NOTHING } },
    handler: async (request, reply) => {
      accounts.sessions.end(sessionOf(request).session, actorOfRequest(request));
      cookie.clear(reply);
      return reply.code(204).send();
    },
  });

  app.route({
    method: 'PUT',
    url: '/api/session/password',
    config: { permission: 'session' },
    schema: {
      tags,
      summary: 'Change the own password',
      description: 'Ends the other sessions of the user.',
      body: z.strictObject({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
      response: { 204: NOTHING },
    },
    handler: async (request, reply) => {
      const { user, session } = sessionOf(request);
      const { currentPassword, newPassword } = request.body;
      await checkedLogin(services, user.name, currentPassword, request.ip);
      const passwordHash = await passwords.hash(newPassword);
      const actor = actorOfRequest(request);
      accounts.users.change(user.id, { passwordHash }, 'any', actor, session.hash);
      return reply.code(204).send();
    },
  });
}
