import { entityDetails } from '../../app/entities/index.ts';
import { ENTITY, ENTITY_PATH } from '../api/entities.ts';
import { AT_QUERY } from '../api/graph.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';

/** Time that reading an entity may take, milliseconds. */
const TIMEOUT_MS = 20_000;

/** One entity, with its history. */
export function addEntityRoute(app: App, { graph, closing }: Services): void {
  app.route({
    method: 'GET',
    url: '/api/entities/:id',
    config: { permission: 'read' },
    schema: {
      tags: ['Graph'],
      summary: 'Read everything of an entity, with its history',
      description: 'What has ended is told as it was last.',
      params: ENTITY_PATH,
      querystring: AT_QUERY,
      response: { 200: ENTITY },
    },
    handler: async ({ params, query }, reply) => {
      const signal = goneSignal(reply, closing);
      const at = query.at === undefined ? undefined : Date.parse(query.at);
      const details = await graph.use(
        (store) => entityDetails(store, params.id, at, { signal, timeoutMs: TIMEOUT_MS }),
        signal,
      );
      return ENTITY.parse(details);
    },
  });
}
