import { SMART_CLASSES, SMART_CLASSES_CHANGE } from '../api/smart-classes.ts';
import { type App, actorOfRequest, type Services } from '../app-types.ts';
import { SmartClassBook } from '../smart-class-book.ts';
import { expectedTag, IF_MATCH } from './if-match.ts';

/** Bytes of the definitions. */
const BODY_LIMIT = 1_000_000;

/** Names for sets of entities, which queries can use. */
export function addSmartClassRoutes(app: App, { accounts, dataDir, clock }: Services): void {
  const tags = ['Smart classes'];
  const book = new SmartClassBook(dataDir, accounts.audit, clock);

  app.route({
    method: 'GET',
    url: '/api/smart-classes',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Read the definitions of smart classes',
      response: { 200: SMART_CLASSES },
    },
    handler: async (_request, reply) => {
      const answer = await book.read();
      return reply.header('etag', answer.etag).send(answer);
    },
  });

  app.route({
    method: 'PUT',
    url: '/api/smart-classes',
    bodyLimit: BODY_LIMIT,
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Change the definitions of smart classes',
      description:
        'They are checked with their queries, and written whole or not at all. Fails with 412 and the text as it is when it has changed since.',
      headers: IF_MATCH,
      body: SMART_CLASSES_CHANGE,
      response: { 200: SMART_CLASSES },
    },
    handler: async (request, reply) => {
      const tag = expectedTag(request.headers['if-match']);
      const answer = await book.change(request.body.text, tag, actorOfRequest(request));
      return reply.header('etag', answer.etag).send(answer);
    },
  });
}
