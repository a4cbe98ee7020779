import { search } from '../../app/search/index.ts';
import { SEARCH_ANSWER, SEARCH_QUERY } from '../api/search.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';

/** Time that a search may take, milliseconds: whoever types does not wait longer. */
const TIMEOUT_MS = 10_000;

/** Entities by what people know them by. */
export function addSearchRoute(app: App, { graph, closing }: Services): void {
  app.route({
    method: 'GET',
    url: '/api/search',
    config: { permission: 'read' },
    schema: {
      tags: ['Graph'],
      summary: 'Look for entities by name, QID, CVE or address',
      description:
        'Hosts, vulnerabilities, CVEs, web applications and what other integrations brought; findings are found by what they are on.',
      querystring: SEARCH_QUERY,
      response: { 200: SEARCH_ANSWER },
    },
    handler: async ({ query: { q, limit, at } }, reply) => {
      const signal = goneSignal(reply, closing);
      const time = { at: at === undefined ? undefined : Date.parse(at), most: limit };
      const hits = await graph.use(
        (store) => search(store, q, time, { signal, timeoutMs: TIMEOUT_MS }),
        signal,
      );
      return SEARCH_ANSWER.parse({ entities: hits });
    },
  });
}
