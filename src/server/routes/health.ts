import { z } from 'zod';
import { isReportedError } from '../../app/reported-error.ts';
import type { App, Services } from '../app-types.ts';

const READINESS = z.object({
  status: z.enum(['ready', 'failing']),
  graph: z
    .enum(['open', 'busy', 'none', 'broken'])
    .describe('Busy: a run has it at the moment. None: nothing was collected yet.'),
  code: z.string().optional().describe('What is broken; docs/reference/errors.md says more'),
});

type Readiness = z.infer<typeof READINESS>;

/** Asked more often than this, milliseconds, readiness is the last answer: nobody without a login makes much work. */
const REMEMBERED_MS = 5_000;

/** For whatever watches the process. They say nothing that a stranger must not know. */
export function addHealthRoutes(app: App, { graph, clock, closing }: Services): void {
  const tags = ['Server'];
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;

  const readiness = async (): Promise<Readiness> => {
    try {
      await graph.use((store) => store.catalog(), closing);
      return { status: 'ready', graph: 'open' };
    } catch (error) {
      const code = isReportedError(error) ? error.code : 'H_UNEXPECTED';
      if (code === 'A_NO_DATA') return { status: 'ready', graph: 'none' };
      if (code === 'G_LOCKED') return { status: 'ready', graph: 'busy' };
      app.log.error({ err: error }, 'not ready');
      return { status: 'failing', graph: 'broken', code };
    }
  };

  app.route({
    method: 'GET',
    url: '/health/live',
    config: { permission: 'anyone' },
    schema: {
      tags,
      summary: 'Whether the process answers',
      response: { 200: z.object({ status: z.literal('alive') }) },
    },
    handler: async () => ({ status: 'alive' as const }),
  });

  app.route({
    method: 'GET',
    url: '/health/ready',
    config: { permission: 'anyone' },
    schema: {
      tags,
      summary: 'Whether the graph can be opened',
      response: { 200: READINESS, 503: READINESS },
    },
    handler: async (_request, reply) => {
      const now = clock();
      if (last === undefined || now >= last.at + REMEMBERED_MS) {
        last = { at: now, answer: readiness() };
      }
      const answer = await last.answer;
      return reply.code(answer.status === 'ready' ? 200 : 503).send(answer);
    },
  });
}
