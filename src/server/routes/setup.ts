import { z } from 'zod';
import { NEW_PASSWORD, SESSION, USER_NAME } from '../api/schemas.ts';
import type { App, Services } from '../app-types.ts';
import { logIn } from './log-in.ts';

/** The first administrator. */
export function addSetupRoute(app: App, services: Services): void {
  const { setup, passwords } = services;
  app.route({
    method: 'POST',
    url: '/api/setup',
    config: { permission: 'anyone' },
    schema: {
      tags: ['Session'],
      summary: 'Create the first administrator',
      description: 'With the one-time token that the server prints; logs in as well.',
      body: z.strictObject({
        token: z.string().min(1).max(200).describe('What stands behind # in the link'),
        name: USER_NAME,
        password: NEW_PASSWORD,
      }),
      response: { 201: SESSION },
    },
    handler: async (request, reply) => {
      const { token, name, password } = request.body;
      // Before the hash: who has no token makes no work.
      setup.assertGood(token);
      const hash = await passwords.hash(password);
      const user = setup.use(token, name, hash, request.ip);
      reply.code(201);
      return logIn(services, user, request, reply);
    },
  });
}
