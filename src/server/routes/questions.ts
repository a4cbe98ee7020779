import { z } from 'zod';
import { LISTED_QUESTION, QUESTION_DRAFT, QUESTION_LIST } from '../api/questions.ts';
import { NOTHING } from '../api/schemas.ts';
import { type App, actorOfRequest, type Services } from '../app-types.ts';
import { QuestionBook } from '../question-book.ts';
import { expectedTag, IF_MATCH } from './if-match.ts';

const BODY_LIMIT = 512 * 1024;
const BY_QUESTION_ID = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,120}$/, 'Not the id of a question'),
});

/** Questions: everybody asks them, administrators write them, for the command line finds them as well. */
export function addQuestionRoutes(app: App, { dataDir, accounts }: Services): void {
  const book = new QuestionBook(dataDir, accounts.audit);
  const tags = ['Questions'];

  app.route({
    method: 'GET',
    url: '/api/questions',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the questions, own ones and those of the library',
      response: { 200: QUESTION_LIST },
    },
    handler: () => book.list(),
  });

  app.route({
    method: 'GET',
    url: '/api/questions/:id',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Read a question',
      params: BY_QUESTION_ID,
      response: { 200: LISTED_QUESTION },
    },
    handler: async (request, reply) => {
      const question = await book.find(request.params.id);
      return reply.header('etag', question.etag).send(question);
    },
  });

  app.route({
    method: 'POST',
    url: '/api/questions',
    bodyLimit: BODY_LIMIT,
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Create a question',
      description:
        'It becomes a file in the folder `questions` of the data folder, so that the command line finds it as well.',
      body: QUESTION_DRAFT,
      response: { 201: LISTED_QUESTION },
    },
    handler: async (request, reply) => {
      const question = await book.create(request.body, actorOfRequest(request));
      return reply.code(201).header('etag', question.etag).send(question);
    },
  });

  app.route({
    method: 'PUT',
    url: '/api/questions/:id',
    bodyLimit: BODY_LIMIT,
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Change a question',
      description:
        'Fails with 412 and the question as it is when somebody else has changed it. Those of the library cannot be changed.',
      params: BY_QUESTION_ID,
      headers: IF_MATCH,
      body: QUESTION_DRAFT,
      response: { 200: LISTED_QUESTION },
    },
    handler: async (request, reply) => {
      const tag = expectedTag(request.headers['if-match']);
      const { id } = request.params;
      const question = await book.change(id, request.body, tag, actorOfRequest(request));
      return reply.header('etag', question.etag).send(question);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/questions/:id',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Delete a question',
      params: BY_QUESTION_ID,
      headers: IF_MATCH,
      response: { 204: NOTHING },
    },
    handler: async (request, reply) => {
      const tag = expectedTag(request.headers['if-match']);
      await book.remove(request.params.id, tag, actorOfRequest(request));
      return reply.code(204).send();
    },
  });
}
