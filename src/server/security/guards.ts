import type { FastifyRequest } from 'fastify';
import type { App, DeclaredRoute, Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';
import { assertMay, type Permission } from './permission.ts';
import { type Principal, principalOfSession, principalOfToken } from './principal.ts';
import type { ProxyIdentity } from './proxy-identity.ts';
import { isSameSecret } from './secret.ts';
import { assertHost, assertSameOrigin, isSafe, type Site } from './site.ts';

/** What a request needs that meets no route: a login, so that strangers cannot tell what there is. */
const NO_ROUTE: Permission = 'read';

/**
 * What every request passes before anything of its body is read: the headers of the answer, the names of the server and of the site that
 * sent it, who asks, and whether they may. A route that does not declare who may use it cannot be registered.
 */
export function addGuards(
  app: App,
  site: Site,
  services: Services,
  headers: Readonly<Record<string, string>>,
  identity?: ProxyIdentity,
): void {
  const declared: DeclaredRoute[] = [];
  app.decorate('declaredRoutes', declared);
  app.decorateRequest('principal', undefined);
  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.permission;
    for (const each of [method].flat()) {
      const route = `${each} ${url}`;
      if (permission === undefined) throw new ServerError('H_ROUTE_UNDECLARED', { route });
      declared.push({ method: each, url, permission });
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    assertHost(site, request.headers.host);
    if (!isSafe(request.method)) assertSameOrigin(site, request.headers);
    const found = principalOf(request, services);
    request.principal =
      identity === undefined ? found : await identity.principal(request, reply, found);
    const { permission } = request.routeOptions.config;
    assertMay(request.principal, permission ?? NO_ROUTE);
    if (permission !== 'anyone' && !isSafe(request.method)) assertCsrf(request);
  });
}

/**
 * A request with an authorization header is judged by that alone: what a browser adds by itself must not make a
 * wrong token right.
 */
function principalOf(
  request: FastifyRequest,
  { accounts, cookie }: Services,
): Principal | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +([\w-]{1,200}) *$/i.exec(authorization) ?? [];
    return token === undefined ? undefined : principalOfToken(accounts, token);
  }
  const secret = cookie.read(request);
  return secret === undefined ? undefined : principalOfSession(accounts, secret);
}

/** Browsers send the cookie of a session whoever asks them to; only the console knows the token that belongs to it. */
function assertCsrf({ principal, headers }: FastifyRequest): void {
  if (principal?.via !== 'session') return;
  const token = headers['x-csrf-token'];
  if (typeof token !== 'string' || !isSameSecret(token, principal.csrfToken)) {
    throw new ServerError('H_CSRF');
  }
}
