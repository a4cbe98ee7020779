import type { App, Services } from '../app-types.ts';

/** What Prometheus reads. */
export function addMetricsRoute(app: App, { metrics }: Services, isOpen: boolean): void {
  app.route({
    method: 'GET',
    url: '/metrics',
    config: { permission: isOpen ? 'anyone' : 'read' },
    schema: { tags: ['Server'], summary: 'Metrics for Prometheus', produces: ['text/plain'] },
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  });
}
