import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { toJSONSchema } from 'zod';
import { packageFacts } from '../app/package-facts.ts';
import { PROBLEM } from './api/problem.ts';
import type { App } from './app-types.ts';
import { PERMISSIONS, type Permission } from './security/permission.ts';

const PERMISSION_WORDS: Readonly<Record<Permission, string>> = {
  anyone: 'Needs no login.',
  session: 'Needs a session; API tokens do not do.',
  read: 'Needs a login.',
  inspect: 'Needs an administrator.',
  administer: 'Needs an administrator; an API token needs the scope `write`.',
  local: 'Only for commands of the owner of the data folder.',
};

/** What the description of a route says of who may use it. */
function securityOf(permission: Permission) {
  const requirement = PERMISSIONS[permission];
  if (requirement === undefined) return [];
  return requirement.scope === 'none' ? [{ session: [] }] : [{ session: [] }, { token: [] }];
}

/** What a route answers that names its media types and has no schema for them: a file, or a stream. */
const TEXT_ANSWER = { 200: { type: 'string', description: 'Sent as it is made; not JSON' } };

/** Describes every route that is registered from here on, out of the schemas that check its requests. */
export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'graph-qualys',
        version: packageFacts().version,
        description:
          'The API of the console. Bodies are JSON; errors are problem details (RFC 9457). Times are epoch milliseconds unless they are described otherwise.',
      },
      components: {
        schemas: { Problem: toJSONSchema(PROBLEM, { target: 'draft-2020-12' }) as object },
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'graph-qualys',
            description:
              'Given by a login; behind https its name is __Host-graph-qualys. Requests that are not GET also need the header x-csrf-token.',
          },
          token: { type: 'http', scheme: 'bearer', description: 'A personal API token.' },
        },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document);
      const { permission = 'session' } = document.route.config ?? {};
      const described = `${schema?.description ?? ''} ${PERMISSION_WORDS[permission]}`.trim();
      const hasText = schema?.produces !== undefined && schema.response === undefined;
      return {
        url,
        schema: {
          ...schema,
          ...(hasText && { response: TEXT_ANSWER }),
          description: described,
          security: securityOf(permission),
          'x-permission': permission,
        },
      };
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('the API is described by OpenAPI');
      const problem = {
        description: 'An error',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      };
      for (const path of Object.values(document.openapiObject.paths ?? {})) {
        for (const operation of [path?.get, path?.post, path?.put, path?.patch, path?.delete]) {
          if (operation !== undefined) {
            operation.responses = { ...operation.responses, default: problem };
          }
        }
      }
      return document.openapiObject;
    },
  });
}
