import { RETENTION_ANSWER, RETENTION_CHANGE } from '../api/retention.ts';
import { type App, actorOfRequest, type Services } from '../app-types.ts';
import { expectedTag, IF_MATCH } from './if-match.ts';

/** How long things are kept. */
export function addRetentionRoutes(app: App, { retention }: Services): void {
  const tags = ['Retention'];

  app.route({
    method: 'GET',
    url: '/api/retention',
    config: { permission: 'inspect' },
    schema: {
      tags,
      summary: 'Read how long run records and history are kept',
      response: { 200: RETENTION_ANSWER },
    },
    handler: async (_request, reply) => {
      const answer = await retention.read();
      return reply.header('etag', answer.etag).send(answer);
    },
  });

  app.route({
    method: 'PUT',
    url: '/api/retention',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Change how long run records and history are kept',
      description: 'What is too old then is removed soon after, and cannot be brought back.',
      headers: IF_MATCH,
      body: RETENTION_CHANGE,
      response: { 200: RETENTION_ANSWER },
    },
    handler: async (request, reply) => {
      const tag = expectedTag(request.headers['if-match']);
      const answer = await retention.change(request.body, tag, actorOfRequest(request));
      return reply.header('etag', answer.etag).send(answer);
    },
  });
}
