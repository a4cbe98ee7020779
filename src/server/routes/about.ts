import { AppError } from '../../app/errors.ts';
import { folderSizes } from '../../app/folder-sizes.ts';
import { packageFacts } from '../../app/package-facts.ts';
import { SCHEMA_VERSION } from '../../graph/index.ts';
import { ABOUT } from '../api/about.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';

/** What this installation is. */
export function addAboutRoute(app: App, { graph, dataDir, closing }: Services): void {
  app.route({
    method: 'GET',
    url: '/api/about',
    config: { permission: 'read' },
    schema: {
      tags: ['Server'],
      summary: 'Versions, and what the data folder takes',
      response: { 200: ABOUT },
    },
    handler: async (_request, reply) => {
      const catalog = await graph
        .use((store) => store.catalog(), goneSignal(reply, closing))
        .catch((error: unknown) => {
          // Nothing was collected yet.
          if (error instanceof AppError && error.code === 'A_NO_DATA') return undefined;
          throw error;
        });
      return {
        ...packageFacts(),
        node: process.versions.node,
        graph: {
          schema: SCHEMA_VERSION,
          ...(catalog !== undefined && { seq: catalog.seq }),
          ...(catalog?.at !== undefined && { appliedAt: catalog.at }),
        },
        sizes: await folderSizes(dataDir),
      };
    },
  });
}
