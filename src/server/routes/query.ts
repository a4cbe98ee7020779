import { z } from 'zod';
import { answerPage } from '../../app/query-page.ts';
import { loadQuestions, QUESTION } from '../../app/questions.ts';
import { loadSmartClasses } from '../../app/smart-classes.ts';
import { LIMITS } from '../../j1ql/index.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';

/** Bytes of a query and what goes with it: its characters may take four each, and six when they are escaped. */
const QUERY_BODY_LIMIT = 512 * 1024;

/** Time a query may take, milliseconds: few run at once, and the others wait. */
const QUERY_TIMEOUT_MS = 20_000;

/** The graph, in J1QL. */
export function addQueryRoutes(app: App, { graph, dataDir, clock, closing }: Services): void {
  const tags = ['Graph'];
  let library: ReturnType<typeof loadQuestions> | undefined;

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
      body: z.strictObject({
        query: z.string().min(1).max(LIMITS.length),
        at: z.iso
          .datetime({ offset: true })
          .optional()
          .describe('The graph as it was then, ISO 8601; as it is now when absent'),
        includeDeleted: z.boolean().optional().describe('Also what was deleted, as it was last'),
        cursor: z.string().min(1).max(1_000).optional().describe('Of the page before'),
      }),
      response: {
        200: z.object({
          shape: z.enum(['list', 'table', 'tree']),
          columns: z.array(z.string()),
          hasOpenColumns: z.boolean().describe('Rows may have more columns than are named'),
          warnings: z.array(z.string()),
          rows: z.array(z.record(z.string(), z.unknown())),
          cursor: z.string().optional().describe('Asks for the next page; absent on the last one'),
        }),
      },
    },
    handler: async (request, reply) => {
      const { query, at: time, includeDeleted, cursor } = request.body;
      const at = time === undefined ? undefined : Date.parse(time);
      const signal = goneSignal(reply, closing);
      const smartClasses = await loadSmartClasses(dataDir);
      const page = await graph.use(
        (store) =>
          answerPage(
            store,
            query,
            { now: at ?? clock(), at, includeDeleted, cursor },
            { signal, timeoutMs: QUERY_TIMEOUT_MS, smartClasses },
          ),
        signal,
      );
      return {
        ...page,
        columns: [...page.columns],
        warnings: [...page.warnings],
        rows: [...page.rows],
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/questions',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the question library',
      response: { 200: z.object({ questions: z.array(QUESTION) }) },
    },
    handler: async () => {
      // It comes with the package. A failure is not kept: the next request tries again.
      library ??= loadQuestions().catch((error: unknown) => {
        library = undefined;
        throw error;
      });
      return { questions: [...(await library)] };
    },
  });
}
