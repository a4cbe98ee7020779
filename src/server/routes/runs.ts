import { z } from 'zod';
import { readRunRecord } from '../../app/run-record.ts';
import { listRunRecords, RUN_ID } from '../../app/run-records.ts';
import { runFolder } from '../../app/with-graph.ts';
import { LIMIT } from '../api/schemas.ts';
import type { App, Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';

const SUMMARY = z.object({
  runId: z.string(),
  instance: z.string(),
  mode: z.string(),
  status: z.string(),
  startedAt: z.string().describe('ISO 8601'),
  endedAt: z.string().describe('ISO 8601'),
});

const RECORD = SUMMARY.loose().describe('Everything that `graph-qualys collect --json` prints');
const ID = z.string().regex(RUN_ID, 'Not the id of a run');

/** What runs did. */
export function addRunRoutes(app: App, { dataDir }: Services): void {
  const tags = ['Runs'];

  app.route({
    method: 'GET',
    url: '/api/runs',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the runs that have ended, newest first',
      querystring: z.strictObject({
        limit: LIMIT,
        before: ID.optional().describe('Only runs that began before this one'),
      }),
      response: {
        200: z.object({
          runs: z.array(SUMMARY),
          unreadable: z
            .array(z.string())
            .describe('Runs of this page that have a record which cannot be read'),
          before: z.string().nullable().describe('Asks for the next page; null on the last one'),
        }),
      },
    },
    handler: async (request) => {
      const { limit, before } = request.query;
      const { records, unreadable, next } = await listRunRecords(dataDir, limit, before);
      return { runs: [...records], unreadable: [...unreadable], before: next ?? null };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/runs/:id',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Read the record of a run',
      params: z.object({ id: ID }),
      response: { 200: RECORD },
    },
    handler: async (request) => {
      const record = await readRunRecord(runFolder(dataDir, request.params.id));
      if (record === undefined) throw new ServerError('H_NOT_FOUND');
      return { ...record };
    },
  });
}
