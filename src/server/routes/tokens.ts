import { z } from 'zod';
import { BY_ID, NOTHING } from '../api/schemas.ts';
import { MADE_TOKEN, SCOPE, TOKEN } from '../api/tokens.ts';
import { type App, actorOfRequest, type Services, sessionOf } from '../app-types.ts';

const DAY_MS = 86_400_000;
/** Personal API tokens: everybody has their own, and nobody sees those of others. */
export function addTokenRoutes(app: App, { accounts }: Services): void {
  const { tokens } = accounts;
  const tags = ['API tokens'];

  app.route({
    method: 'GET',
    url: '/api/tokens',
    config: { permission: 'session' },
    schema: {
      tags,
      summary: 'List the own API tokens',
      response: { 200: z.object({ tokens: z.array(TOKEN) }) },
    },
    handler: async (request) => ({ tokens: [...tokens.list(sessionOf(request).user)] }),
  });

  app.route({
    method: 'POST',
    url: '/api/tokens',
    config: { permission: 'session' },
    schema: {
      tags,
      summary: 'Create an API token',
      description: 'Its secret is shown in this answer and never again.',
      body: z.strictObject({
        name: z.string().trim().min(1).max(64).describe('What it is for'),
        scope: SCOPE.describe('A token never lets its user do more than a login does'),
        expiresInDays: z.int().min(1).max(365).default(90),
      }),
      response: { 201: MADE_TOKEN },
    },
    handler: async (request, reply) => {
      const { name, scope, expiresInDays } = request.body;
      const made = { name, scope, lifetimeMs: expiresInDays * DAY_MS };
      const { user } = sessionOf(request);
      return reply.code(201).send(tokens.create(user, made, actorOfRequest(request)));
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/tokens/:id',
    config: { permission: 'session' },
    schema: { tags, summary: 'Revoke an API token', params: BY_ID, response: { 204: NOTHING } },
    handler: async (request, reply) => {
      tokens.revoke(sessionOf(request).user, request.params.id, actorOfRequest(request));
      return reply.code(204).send();
    },
  });
}
