import { INSTANCE_OPTIONS } from '../../app/instance-config.ts';
import { PLATFORM_CHOICES } from '../../app/platforms.ts';
import { OPTION_DESCRIPTIONS, PLATFORM_LIST } from '../api/instance-form.ts';
import type { App } from '../app-types.ts';

/** What the form of an integration is made of. */
export function addInstanceFormRoutes(app: App): void {
  const tags = ['Integrations'];

  app.route({
    method: 'GET',
    url: '/api/platforms',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the shared platforms of Qualys',
      response: { 200: PLATFORM_LIST },
    },
    handler: async () => ({ platforms: [...PLATFORM_CHOICES] }),
  });

  app.route({
    method: 'GET',
    url: '/api/instance-options',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Describe the options of an integration',
      response: { 200: OPTION_DESCRIPTIONS },
    },
    handler: async () => ({
      options: INSTANCE_OPTIONS.map(({ choices, fallback = null, ...option }) => ({
        ...option,
        fallback,
        choices: choices === undefined ? null : [...choices],
      })),
    }),
  });
}
