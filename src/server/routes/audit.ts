import { z } from 'zod';
import { LIMIT, TIME } from '../api/schemas.ts';
import type { App, Services } from '../app-types.ts';

const ENTRY = z.object({
  id: z.int(),
  at: TIME,
  actor: z.string().describe('Name of the user'),
  via: z.enum(['session', 'token', 'setup', 'local']),
  address: z.string(),
  action: z.string(),
  target: z.string(),
  details: z.record(z.string(), z.unknown()),
});

/** Who changed what. */
export function addAuditRoutes(app: App, { accounts }: Services): void {
  app.route({
    method: 'GET',
    url: '/api/audit',
    config: { permission: 'inspect' },
    schema: {
      tags: ['Audit log'],
      summary: 'Read the audit log, newest first',
      querystring: z.strictObject({
        limit: LIMIT,
        before: z.coerce.number().int().min(1).optional().describe('Only entries older than this'),
      }),
      response: {
        200: z.object({
          entries: z.array(ENTRY),
          before: z.int().nullable().describe('Asks for the next page; null on the last one'),
        }),
      },
    },
    handler: async (request) => {
      const { limit, before } = request.query;
      const found = accounts.audit.page(limit + 1, before);
      const entries = found.slice(0, limit);
      return { entries, before: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
    },
  });
}
