import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAGE_PATHS } from '../../src/server/pages/page-paths.ts';
import { TestConsole } from './console.ts';

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly 'x-permission'?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly schema: { readonly properties: Readonly<Record<string, object>> } }>
    >;
  };
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** How one may have logged in, by permission. */
const WAYS_IN: Readonly<Record<string, readonly string[]>> = {
  anyone: [],
  session: ['session'],
  read: ['session', 'token'],
  inspect: ['session', 'token'],
  administer: ['session', 'token'],
};

let server: TestConsole;
let paths: Paths;
beforeAll(async () => {
  server = await TestConsole.start();
  await server.user('admin', 'administrator');
  const { json } = await server.ask('GET', '/api/openapi.json', { as: server.browser('admin') });
  expect(json.openapi).toBe('3.1.0');
  paths = json.paths;
});
afterAll(() => server.stop());

/** Pages and their files are no API; what only commands of the owner of the folder ask is none for others. */
function isLeftOut(url: string, permission: string): boolean {
  return permission === 'local' || PAGE_PATHS.includes(url) || url === '/assets/*';
}

test('every route is described, with a subject, a purpose and the permission that it needs', () => {
  const seen = server.app.declaredRoutes.map(({ method, url, permission }) => {
    const path = url.replaceAll(/:(\w+)/g, '{$1}');
    const operation = paths[path]?.[method.toLowerCase()];
    const name = `${method} ${path}`;
    if (isLeftOut(url, permission)) {
      expect(operation, name).toBeUndefined();
      return undefined;
    }
    expect(operation?.tags, name).toHaveLength(1);
    expect(operation?.summary, name).toMatch(/^[A-Z].+[^.]$/);
    expect(operation?.['x-permission'], name).toBe(permission);
    expect(operation?.description, name).toMatch(/(Needs .+|Needs no login)\.$/);
    const ways = (operation?.security ?? []).flatMap((each) => Object.keys(each));
    expect(ways, name).toEqual(WAYS_IN[permission]);
    return name;
  });
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.length).toBeGreaterThan(50);
  expect(seen.filter((name) => name !== undefined).sort()).toEqual(described.sort());
});

test('what a body has to be is what checks it', () => {
  const { requestBody } = paths['/api/users']?.['post'] ?? {};
  const { properties } = requestBody!.content['application/json']!.schema;
  expect(properties['password']).toMatchObject({ type: 'string', minLength: 12 });
});

test('every answer with a body says of what kind it is, and every error is a problem document', () => {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      const { default: problem, ...answers } = responses;
      expect(Object.keys(problem?.content ?? {}), path).toEqual(['application/problem+json']);
      expect(Object.keys(answers).length, `${method} ${path}`).toBeGreaterThan(0);
      for (const [status, { content }] of Object.entries(answers)) {
        const kinds = Object.keys(content ?? {}).length;
        expect(kinds > 0, `${method} ${path} ${status}`).toBe(status !== '204');
      }
    }
  }
});
