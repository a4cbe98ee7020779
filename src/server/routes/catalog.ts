import { propertyValues } from '../../app/property-values.ts';
import { CATALOG, VALUES, VALUES_REQUEST } from '../api/catalog.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';
import type { KnownCatalog } from '../known-catalog.ts';
import { askedOptions, askedTime } from './query-options.ts';

/** What can be asked about: for whoever writes queries. */
export function addCatalogRoutes(app: App, services: Services, known: KnownCatalog): void {
  const { graph, clock, closing } = services;
  const tags = ['Graph'];

  app.route({
    method: 'GET',
    url: '/api/catalog',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the classes, types, relationships and properties that a query can name',
      response: { 200: CATALOG },
    },
    handler: async (_request, reply) => {
      const options = await askedOptions(services, goneSignal(reply, closing));
      const { types, relationships, ...rest } = await known.described(options);
      return {
        ...rest,
        types: types.map((type) => ({ ...type, classes: [...type.classes] })),
        relationships: [...relationships],
        smartClasses: Object.keys(options.smartClasses ?? {}),
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/catalog/values',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the most frequent values of a property',
      description: 'At most 50; of a property with lists their elements.',
      querystring: VALUES_REQUEST,
      response: { 200: VALUES },
    },
    handler: async (request, reply) => {
      const options = await askedOptions(services, goneSignal(reply, closing));
      const time = askedTime({}, clock);
      const values = await graph.use(
        (store) => propertyValues(store, request.query, time, options),
        options.signal,
      );
      return { values: [...values] };
    },
  });
}
