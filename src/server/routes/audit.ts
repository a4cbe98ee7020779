import { z } from 'zod';
import { AUDIT_PAGE } from '../api/audit.ts';
import { LIMIT } from '../api/schemas.ts';
import type { App, Services } from '../app-types.ts';

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
        200: AUDIT_PAGE,
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
