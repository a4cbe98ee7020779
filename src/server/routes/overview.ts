import { completeness, snapshot, trend } from '../../app/overview/index.ts';
import { COMPLETENESS, OVERVIEW, OVERVIEW_REQUEST, TREND, TREND_REQUEST } from '../api/overview.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';
import { KeptAnswers } from '../kept-answers.ts';

/** Memory for answers that are kept. */
const CACHE_BYTES = 8_000_000;

/** What the overview shows. */
export function addOverviewRoutes(app: App, { graph, dataDir, clock, closing }: Services): void {
  const tags = ['Overview'];
  const answers = new KeptAnswers({ graph, clock }, CACHE_BYTES);

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
      answers.of('overview', request.query.at, goneSignal(reply, closing), snapshot),
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
      return answers.of(`trend ${days}`, at, goneSignal(reply, closing), (graph) =>
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
