import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import { accountsInMemory, SESSION_IDLE_MS } from '../../src/server/accounts/index.ts';
import { createServer, type DeclaredRoute } from '../../src/server/index.ts';
import { type Ask, TestConsole } from './console.ts';

/** The routes, from the server itself: a new one is tested without a word here. */
const described = await createServer({
  host: '127.0.0.1',
  accounts: accountsInMemory(),
  dataDir: dataDir('/nowhere', {}),
  log: { write: () => undefined },
});
const ROUTES = described.declaredRoutes;
await described.close();

type Code = 'H_NOT_LOGGED_IN' | 'H_NOT_ALLOWED' | 'H_CSRF' | 'H_ORIGIN' | 'H_HOST';

const STATUSES: Readonly<Record<Code, number>> = {
  H_NOT_LOGGED_IN: 401,
  H_NOT_ALLOWED: 403,
  H_CSRF: 403,
  H_ORIGIN: 403,
  H_HOST: 421,
};

const isUnsafe = ({ method }: DeclaredRoute) => method !== 'GET';
const isOpen = ({ permission }: DeclaredRoute) => permission === 'anyone';

interface Visitor {
  readonly who: string;
  readonly ask: (server: TestConsole) => Ask;
  /** What keeps the visitor out of a route; undefined where nothing does. */
  readonly refusal: (route: DeclaredRoute) => Code | undefined;
}

const withoutLogin = (route: DeclaredRoute): Code | undefined =>
  isOpen(route) ? undefined : 'H_NOT_LOGGED_IN';
const atTheWrongDoor = ({ permission }: DeclaredRoute): Code | undefined =>
  permission === 'local' ? 'H_NOT_ALLOWED' : undefined;
const withoutCsrf = (route: DeclaredRoute): Code | undefined =>
  atTheWrongDoor(route) ?? (!isOpen(route) && isUnsafe(route) ? 'H_CSRF' : undefined);
const fromElsewhere = (route: DeclaredRoute): Code | undefined =>
  isUnsafe(route) ? 'H_ORIGIN' : undefined;

const VISITORS: readonly Visitor[] = [
  { who: 'nobody', ask: () => ({}), refusal: withoutLogin },
  {
    who: 'a made-up session',
    ask: () => ({ as: { cookie: 'graph-qualys=made-up', csrf: 'made-up' } }),
    refusal: withoutLogin,
  },
  {
    who: 'an expired session',
    ask: (server) => {
      const as = server.browser('admin');
      server.pass(SESSION_IDLE_MS);
      return { as };
    },
    refusal: withoutLogin,
  },
  {
    who: 'an expired token',
    ask: (server) => {
      const token = server.apiToken('admin', 'write', 1000);
      server.pass(1000);
      return { token };
    },
    refusal: withoutLogin,
  },
  {
    who: 'a wrong token beside a good session',
    ask: (server) => ({ as: server.browser('admin'), token: 'gq_wrong' }),
    refusal: withoutLogin,
  },
  {
    who: 'a password as in Basic',
    ask: () => ({ headers: { authorization: 'Basic YWRtaW46YWRtaW4tcGFzc3dvcmQ=' } }),
    refusal: withoutLogin,
  },
  {
    who: 'a viewer',
    ask: (server) => ({ as: server.browser('viewer') }),
    refusal: ({ permission }) =>
      ['inspect', 'administer', 'local'].includes(permission) ? 'H_NOT_ALLOWED' : undefined,
  },
  {
    who: "a viewer's token for writing",
    ask: (server) => ({ token: server.apiToken('viewer', 'write') }),
    refusal: ({ permission }) =>
      ['anyone', 'read'].includes(permission) ? undefined : 'H_NOT_ALLOWED',
  },
  {
    who: "an administrator's token for reading",
    ask: (server) => ({ token: server.apiToken('admin', 'read') }),
    refusal: ({ permission }) =>
      ['session', 'administer', 'local'].includes(permission) ? 'H_NOT_ALLOWED' : undefined,
  },
  {
    who: "an administrator's token for writing",
    ask: (server) => ({ token: server.apiToken('admin', 'write') }),
    refusal: ({ permission }) =>
      ['session', 'local'].includes(permission) ? 'H_NOT_ALLOWED' : undefined,
  },
  {
    who: 'an administrator without CSRF token',
    ask: (server) => ({ as: { ...server.browser('admin'), csrf: '' } }),
    refusal: withoutCsrf,
  },
  {
    who: 'an administrator with the CSRF token of another session',
    ask: (server) => ({ as: { ...server.browser('admin'), csrf: server.browser('admin').csrf } }),
    refusal: withoutCsrf,
  },
  {
    who: 'an administrator by a page of another site',
    ask: (server) => ({ as: server.browser('admin'), headers: { origin: 'https://evil.example' } }),
    refusal: fromElsewhere,
  },
  {
    who: 'an administrator by a page that the browser calls cross-site',
    ask: (server) => ({ as: server.browser('admin'), headers: { 'sec-fetch-site': 'cross-site' } }),
    refusal: fromElsewhere,
  },
  {
    who: 'an administrator by a name that resolves to this machine',
    ask: (server) => ({ as: server.browser('admin'), headers: { host: 'evil.example:4670' } }),
    refusal: () => 'H_HOST',
  },
  {
    who: 'an administrator',
    ask: (server) => ({ as: server.browser('admin') }),
    refusal: atTheWrongDoor,
  },
];

let server: TestConsole;
beforeAll(async () => {
  server = await TestConsole.start();
  await server.user('admin', 'administrator');
  await server.user('viewer', 'viewer');
});
afterAll(() => server.stop());

afterEach(() => {
  for (const user of server.accounts.users.list()) {
    const actor = { name: user.name, via: 'session', address: '' } as const;
    for (const { id } of server.accounts.tokens.list(user)) {
      server.accounts.tokens.revoke(user, id, actor);
    }
  }
});

describe.each(VISITORS)('$who', ({ ask, refusal }) => {
  test.each(ROUTES)('$method $url ($permission)', async (route) => {
    const isSent = isUnsafe(route) && route.method !== 'DELETE';
    const answer = await server.ask(route.method, route.url.replace(':id', 'some-id'), {
      ...ask(server),
      ...(isSent && { body: {} }),
      // Whoever asks for the session is told its CSRF token.
      handsOut: route.url === '/api/session' && route.method === 'GET',
    });
    const expected = refusal(route);
    if (expected !== undefined) {
      expect([answer.status, answer.json?.code]).toEqual([STATUSES[expected], expected]);
    } else {
      expect(Object.keys(STATUSES)).not.toContain(answer.json?.code);
      expect(answer.status).toBeLessThan(500);
    }
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])(
    '%s of an address that does not exist',
    async (method) => {
      const asked = ask(server);
      const answer = await server.ask(method, '/api/no-such-thing', asked);
      const route = {
        method: method === 'DELETE' ? method : 'GET',
        url: '',
        permission: 'read',
      } as const;
      const expected = refusal(route);
      expect(answer.status).toBe(expected === undefined ? 404 : STATUSES[expected]);
    },
  );
});

test('there are routes of every kind, so that the matrix can fail', () => {
  expect(new Set(ROUTES.map(({ permission }) => permission))).toEqual(
    new Set(['anyone', 'session', 'read', 'inspect', 'administer', 'local']),
  );
  expect(ROUTES.length).toBeGreaterThan(20);
});
