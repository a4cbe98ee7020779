import { z } from 'zod';
import { instanceData, removeInstanceData, whileIdle } from '../../app/remove-instance.ts';
import {
  DATA_CHOICE,
  INSTANCE_DATA,
  INSTANCE_DELETED,
  type InstanceDataAnswer,
} from '../api/instances.ts';
import { BY_ID } from '../api/schemas.ts';
import { type App, actorOfRequest, goneSignal, type Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';
import { expectedVersion, IF_MATCH } from './if-match.ts';

/** What the graph has of an integration, and deleting it with or without that. */
export function addInstanceDataRoutes(
  app: App,
  { instances, graph, dataDir, clock, closing, events }: Services,
): void {
  const tags = ['Integrations'];

  app.route({
    method: 'GET',
    url: '/api/instances/:id/data',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Count the data that would go with an integration',
      params: BY_ID,
      response: { 200: INSTANCE_DATA },
    },
    handler: async (request, reply): Promise<InstanceDataAnswer> => {
      const found = instances.find(request.params.id);
      if (found === undefined) throw new ServerError('H_NOT_FOUND');
      const signal = goneSignal(reply, closing);
      const { entities, relationships } = await instanceData({
        instance: found.name,
        graph: graph.access,
        signal,
      });
      return { entities: { ...entities }, relationships: { ...relationships } };
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/instances/:id',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Delete an integration',
      description:
        'With `remove` everything goes that the graph has of it, its history and the folders of its runs included; what another integration of its subscription needs stays. Refused (409) while a run or an upload of it is under way.',
      params: BY_ID,
      headers: IF_MATCH,
      querystring: z.strictObject({ data: DATA_CHOICE }),
      response: { 200: INSTANCE_DELETED },
    },
    handler: async (request) => {
      const expected = expectedVersion(request.headers['if-match']);
      const { id } = request.params;
      const { name } = instances.assertUnchanged(id, expected);
      const actor = actorOfRequest(request);
      return whileIdle(dataDir, name, async () => {
        instances.assertUnchanged(id, expected);
        if (request.query.data === 'keep') {
          instances.remove(id, expected, actor, { data: 'kept' });
          return { removed: null };
        }
        // Whoever hangs up has decided: it goes on. Only when the server closes it is left, as a whole.
        const removed = await removeInstanceData({
          dataDir,
          instance: name,
          graph: graph.access,
          signal: closing,
          clock,
        });
        const entities = Object.values(removed.entities).reduce((sum, count) => sum + count, 0);
        // Its data is gone: whatever somebody changed meanwhile, so is what it was for.
        instances.remove(id, 'any', actor, { data: 'removed', entities });
        if (removed.seq !== undefined) events.publish('graph', { seq: removed.seq });
        return {
          removed: {
            entities: { ...removed.entities },
            relationships: { ...removed.relationships },
          },
        };
      });
    },
  });
}
