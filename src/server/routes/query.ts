import { readQuery } from '../../app/check-query.ts';
import { answerPage } from '../../app/query-page.ts';
import { planQuery } from '../../app/query-plan.ts';
import {
  CHECK_REQUEST,
  PAGE_REQUEST,
  QUERY_CHECK,
  QUERY_PAGE,
  QUERY_PLAN,
  QUERY_REQUEST,
} from '../api/query.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';
import type { KnownCatalog } from '../known-catalog.ts';
import { askedOptions, askedTime } from './query-options.ts';

/** Bytes of a query and what goes with it: its characters may take four each, and six when they are escaped. */
const QUERY_BODY_LIMIT = 512 * 1024;

/** The graph, in J1QL. */
export function addQueryRoutes(app: App, services: Services, known: KnownCatalog): void {
  const { graph, clock, closing } = services;
  const tags = ['Graph'];

  app.route({
    method: 'POST',
    url: '/api/query',
    bodyLimit: QUERY_BODY_LIMIT,
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Ask the graph in J1QL',
      description:
        'Pages of 250 rows. All pages show the graph as the first one saw it. Whoever hangs up cancels the query. An error of the query (422) names line and column.',
      body: PAGE_REQUEST,
      response: { 200: QUERY_PAGE },
    },
    handler: async (request, reply) => {
      const { query, cursor, parameters } = request.body;
      const options = await askedOptions(services, goneSignal(reply, closing), parameters);
      const time = { ...askedTime(request.body, clock), cursor };
      const page = await graph.use(
        (store) => answerPage(store, query, time, options),
        options.signal,
      );
      return {
        ...page,
        columns: [...page.columns],
        dateColumns: [...page.dateColumns],
        warnings: [...page.warnings],
        rows: [...page.rows],
      };
    },
  });

  app.route({
    method: 'POST',
    url: '/api/query/plan',
    bodyLimit: QUERY_BODY_LIMIT,
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Tell how a query would be answered',
      description: 'Nothing is run.',
      body: QUERY_REQUEST,
      response: { 200: QUERY_PLAN },
    },
    handler: async (request, reply) => {
      const { query, parameters } = request.body;
      const options = await askedOptions(services, goneSignal(reply, closing), parameters);
      const { plan, sql, values, warnings } = await graph.use(
        (store) => planQuery(store, query, askedTime(request.body, clock), options),
        options.signal,
      );
      return { plan: [...plan], sql, values: [...values], warnings: [...warnings] };
    },
  });

  app.route({
    method: 'POST',
    url: '/api/query/check',
    bodyLimit: QUERY_BODY_LIMIT,
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Read a query without running it',
      description:
        'A mistake in the query is an answer here, not an error. Names are looked up in the graph as it was some seconds ago at most.',
      body: CHECK_REQUEST,
      response: { 200: QUERY_CHECK },
    },
    handler: async (request, reply) => {
      const catalog = await known.forWarnings(goneSignal(reply, closing));
      const { error, warnings, placeholders } = readQuery(request.body.query, catalog);
      const names = { warnings: [...warnings], placeholders: [...placeholders] };
      if (error === undefined) return { error: null, ...names };
      const { code, summary, line, column, length, expected, suggestion, whatToDo } = error;
      return {
        error: {
          code,
          message: summary,
          line,
          column,
          length,
          expected: [...expected],
          ...(suggestion !== undefined && { suggestion }),
          whatToDo,
        },
        ...names,
      };
    },
  });
}
