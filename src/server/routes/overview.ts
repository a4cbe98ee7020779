import { AnswerCache } from '../../app/answer-cache.ts';
import { completeness, type PinnedGraph, snapshot, trend } from '../../app/overview/index.ts';
import { pinnedVersion } from '../../app/query.ts';
import { COMPLETENESS, OVERVIEW, OVERVIEW_REQUEST, TREND, TREND_REQUEST } from '../api/overview.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';

/** Memory for answers that are kept: now, and some times that people travel to. */
const CACHE_BYTES = 8_000_000;
/** Ages are counted from the last full quarter of an hour, so that an answer can be kept for so long. */
const STEP_MS = 15 * 60_000;
/** Time that one query of an answer may take, milliseconds. */
const TIMEOUT_MS = 20_000;

/** What the overview shows. */
export function addOverviewRoutes(app: App, { graph, dataDir, clock, closing }: Services): void {
  const tags = ['Overview'];
  const cache = new AnswerCache(CACHE_BYTES);

  /** An answer about the graph at a time; made once for each version of the graph, for everybody who asks. */
  const answer = <Answer>(
    name: string,
    time: string | undefined,
    gone: AbortSignal,
    make: (graph: PinnedGraph) => Promise<Answer>,
  ): Promise<Answer> => {
    const at = time === undefined ? undefined : Date.parse(time);
    const now = at ?? Math.floor(clock() / STEP_MS) * STEP_MS;
    return graph.use(async (store) => {
      const seq = await pinnedVersion(store, { at });
      return cache.get(`${name} ${seq} ${now}`, gone, async (signal) => {
        const options = { signal, timeoutMs: TIMEOUT_MS };
        const value = await make({ store, seq, now, options });
        return { value, bytes: JSON.stringify(value).length };
      });
    }, gone);
  };

  app.route({
    method: 'GET',
    url: '/api/overview',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'What is open, what is worst, and what is not looked at',
      description: 'Every number comes with the query behind it.',
      querystring: OVERVIEW_REQUEST,
      response: { 200: OVERVIEW },
    },
    handler: async (request, reply) =>
      answer('overview', request.query.at, goneSignal(reply, closing), snapshot),
  });

  app.route({
    method: 'GET',
    url: '/api/overview/trend',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'What was open, found and fixed day by day, on hosts',
      querystring: TREND_REQUEST,
      response: { 200: TREND },
    },
    handler: async (request, reply) => {
      const { days, at } = request.query;
      return answer(`trend ${days}`, at, goneSignal(reply, closing), (graph) =>
        trend(graph, Number(days)),
      );
    },
  });

  app.route({
    method: 'GET',
    url: '/api/overview/completeness',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Whether the graph holds all that there is, by the last runs of each instance',
      querystring: OVERVIEW_REQUEST,
      response: { 200: COMPLETENESS },
    },
    handler: async (request) => {
      const { at } = request.query;
      const until = at === undefined ? undefined : Date.parse(at);
      return { instances: await completeness(dataDir, until) };
    },
  });
}
