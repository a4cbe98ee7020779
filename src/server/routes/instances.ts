import { clearRefused } from '../../app/credentials-state.ts';
import { etagOf } from '../accounts/index.ts';
import {
  INSTANCE,
  INSTANCE_CHANGE,
  INSTANCE_LIST,
  type InstanceAnswer,
  NEW_INSTANCE,
} from '../api/instances.ts';
import { BY_ID, NOTHING } from '../api/schemas.ts';
import { type App, actorOfRequest, type Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';
import type { Instance } from '../instances/index.ts';
import { refusalOf } from '../instances/refusals.ts';
import { expectedVersion, IF_MATCH } from './if-match.ts';

/** Bytes of a configuration: thousands of QIDs and tags have room in it. */
const CONFIGURATION_LIMIT = 128 * 1024;

/** The configured integrations. */
export function addInstanceRoutes(app: App, { instances, dataDir }: Services): void {
  const tags = ['Integrations'];

  const told = async (instance: Instance): Promise<InstanceAnswer> => {
    const refusal = await refusalOf(dataDir, instances, instance);
    const refused = refusal && {
      at: refusal.refusedAt,
      code: refusal.code,
      message: refusal.message,
    };
    return {
      ...instance,
      options: { ...instance.options },
      secrets: { ...instance.secrets },
      refused: refused ?? null,
    };
  };

  const existing = (id: string): Instance => {
    const instance = instances.find(id);
    if (instance === undefined) throw new ServerError('H_NOT_FOUND');
    return instance;
  };

  app.route({
    method: 'GET',
    url: '/api/instances',
    config: { permission: 'read' },
    schema: { tags, summary: 'List the integrations', response: { 200: INSTANCE_LIST } },
    handler: async () => ({ instances: await Promise.all(instances.list().map(told)) }),
  });

  app.route({
    method: 'POST',
    url: '/api/instances',
    bodyLimit: CONFIGURATION_LIMIT,
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Add an integration',
      description:
        'What is wrong with its options is told field by field (422, member `problems`). GET /api/instance-options describes them.',
      body: NEW_INSTANCE,
      response: { 201: INSTANCE },
    },
    handler: async (request, reply) => {
      const instance = instances.create(request.body, actorOfRequest(request));
      return reply
        .code(201)
        .header('etag', etagOf(instance))
        .send(await told(instance));
    },
  });

  app.route({
    method: 'GET',
    url: '/api/instances/:id',
    config: { permission: 'read' },
    schema: { tags, summary: 'Read an integration', params: BY_ID, response: { 200: INSTANCE } },
    handler: async (request, reply) => {
      const instance = existing(request.params.id);
      return reply.header('etag', etagOf(instance)).send(await told(instance));
    },
  });

  app.route({
    method: 'PATCH',
    url: '/api/instances/:id',
    bodyLimit: CONFIGURATION_LIMIT,
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Change an integration',
      description:
        'Fails with 412 and the integration as it is when somebody else has changed it. Problems are told as when it is added.',
      params: BY_ID,
      headers: IF_MATCH,
      body: INSTANCE_CHANGE,
      response: { 200: INSTANCE },
    },
    handler: async (request, reply) => {
      const expected = expectedVersion(request.headers['if-match']);
      const { params, body } = request;
      const instance = instances.change(params.id, body, expected, actorOfRequest(request));
      return reply.header('etag', etagOf(instance)).send(await told(instance));
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/instances/:id/refusal',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Let a login be tried again that Qualys refused',
      description:
        'For an account that was put right in Qualys: the next run sends the stored login once more. Repeated refusals lock accounts.',
      params: BY_ID,
      response: { 204: NOTHING },
    },
    handler: async (request, reply) => {
      const { id, name } = existing(request.params.id);
      await clearRefused(dataDir, name);
      instances.noteInsisted(id, actorOfRequest(request));
      return reply.code(204).send();
    },
  });
}
