import { z } from 'zod';
import { etagOf } from '../accounts/index.ts';
import { BY_ID, NEW_PASSWORD, NOTHING, ROLE, USER, USER_NAME } from '../api/schemas.ts';
import { type App, actorOfRequest, principalOf, type Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';
import { expectedVersion, IF_MATCH } from './if-match.ts';

/** The users, for administrators. */
export function addUserRoutes(app: App, { accounts, passwords }: Services): void {
  const { users } = accounts;
  const tags = ['Users'];

  app.route({
    method: 'GET',
    url: '/api/users',
    config: { permission: 'inspect' },
    schema: {
      tags,
      summary: 'List the users',
      response: { 200: z.object({ users: z.array(USER) }) },
    },
    handler: async () => ({ users: [...users.list()] }),
  });

  app.route({
    method: 'POST',
    url: '/api/users',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Create a user',
      body: z.strictObject({ name: USER_NAME, role: ROLE, password: NEW_PASSWORD }),
      response: { 201: USER },
    },
    handler: async (request, reply) => {
      const { name, role, password } = request.body;
      const passwordHash = await passwords.hash(password);
      const user = users.create({ name, role, passwordHash }, actorOfRequest(request));
      return reply.code(201).header('etag', etagOf(user)).send(user);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/users/:id',
    config: { permission: 'inspect' },
    schema: { tags, summary: 'Read a user', params: BY_ID, response: { 200: USER } },
    handler: async (request, reply) => {
      const user = users.find(request.params.id);
      if (user === undefined) throw new ServerError('H_NOT_FOUND');
      return reply.header('etag', etagOf(user)).send(user);
    },
  });

  app.route({
    method: 'PATCH',
    url: '/api/users/:id',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: "Change a user's role or password",
      description:
        "A new password ends the user's sessions, but for the one that asks. Fails with 412 and the user as it is when somebody else has changed it.",
      params: BY_ID,
      headers: IF_MATCH,
      body: z
        .strictObject({ role: ROLE.optional(), password: NEW_PASSWORD.optional() })
        .refine((body) => Object.keys(body).length > 0, 'Name what is to be changed'),
      response: { 200: USER },
    },
    handler: async (request, reply) => {
      const expected = expectedVersion(request.headers['if-match']);
      const { role, password } = request.body;
      const passwordHash = password === undefined ? undefined : await passwords.hash(password);
      const principal = principalOf(request);
      const kept = principal.via === 'session' ? principal.session.hash : '';
      const actor = actorOfRequest(request);
      const user = users.change(request.params.id, { role, passwordHash }, expected, actor, kept);
      return reply.header('etag', etagOf(user)).send(user);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/users/:id',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Delete a user',
      description: 'With all sessions and API tokens; what the audit log says of the user stays.',
      params: BY_ID,
      headers: IF_MATCH,
      response: { 204: NOTHING },
    },
    handler: async (request, reply) => {
      const expected = expectedVersion(request.headers['if-match']);
      users.remove(request.params.id, expected, actorOfRequest(request));
      return reply.code(204).send();
    },
  });
}
