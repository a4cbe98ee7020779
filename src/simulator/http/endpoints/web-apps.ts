import { webAppTree } from '../../render/web-app.ts';
import type { WebApp } from '../../world/web-app.ts';
import type { SearchField } from '../criteria.ts';
import type { QpsEndpoint } from '../qps-endpoint.ts';
import { count, type Searchable, search } from '../search.ts';
import { serviceError, servicePage } from '../service-response.ts';

const FIELDS: Readonly<Record<string, SearchField<WebApp>>> = {
  id: { type: 'integer', values: ({ id }) => [id] },
  name: { type: 'text', values: ({ name }) => [name] },
  url: { type: 'text', values: ({ url }) => [url] },
  'tags.name': { type: 'text', values: ({ tags }) => tags.map(({ name }) => name) },
  'tags.id': { type: 'integer', values: ({ tags }) => tags.map(({ id }) => id) },
  createdDate: { type: 'date', values: ({ created }) => [created] },
  updatedDate: { type: 'date', values: ({ updated }) => [updated] },
  isScheduled: { type: 'boolean', values: ({ isScheduled }) => [isScheduled] },
  isScanned: { type: 'boolean', values: ({ isScanned }) => [isScanned] },
  'lastScan.status': {
    type: 'keyword',
    values: ({ lastScan }) => (lastScan === undefined ? [] : [lastScan.status]),
  },
  'lastScan.date': {
    type: 'date',
    values: ({ lastScan }) => (lastScan === undefined ? [] : [lastScan.date]),
  },
};

/** Web applications of WAS. */
export const WEB_APPS: QpsEndpoint = {
  name: 'web-apps',
  object: '3.0/was/webapp',
  xsd: '3.0/was/webapp.xsd',
  module: 'was',
  answer: ({ world, operation, service, form, members, id }) => {
    const object: Searchable<WebApp> = {
      fields: FIELDS,
      candidates: () => world.webApps(),
      id: (app) => app.id,
      tree: webAppTree,
    };
    if (operation === 'count') return count(object, service, form);
    if (operation === 'search') return search(object, service, form, members);
    const app = [...world.webApps()].find((each) => String(each.id) === id);
    return app === undefined
      ? serviceError(
          form,
          'OBJECT_NOT_FOUND',
          `WebApp with id ${id} was not found.`,
          'Check the id.',
        )
      : servicePage(form, { records: [webAppTree(app, true, true)] });
  },
};
