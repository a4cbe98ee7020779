import { z } from 'zod';
import type { App } from '../app-types.ts';

/** The description of the API, made of the schemas that check its requests. */
export function addDescriptionRoute(app: App): void {
  app.route({
    method: 'GET',
    url: '/api/openapi.json',
    config: { permission: 'read' },
    schema: {
      tags: ['Server'],
      summary: 'This description, as OpenAPI 3.1',
      response: { 200: z.looseObject({ openapi: z.string() }) },
    },
    handler: async () => ({ openapi: '', ...app.swagger() }),
  });
}
