import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App, Services } from '../app-types.ts';
import { pageHeaders } from '../security/headers.ts';
import { NOT_BUILT, PAGES_FOLDER, type PageState, shell } from './built-pages.ts';
import { PAGE_PATHS } from './page-paths.ts';

/** The names of assets are made of their content: what one has, one has for good. */
const FOR_GOOD = 'public, max-age=31536000, immutable';
const HTML = 'text/html; charset=utf-8';

/**
 * The pages in the browser. Every path of a page gets the same document, whoever asks: it holds nothing but the program, and
 * what the program shows comes from the API, behind its permissions.
 */
export async function addPages(
  app: App,
  { accounts }: Services,
  folder: string = PAGES_FOLDER,
): Promise<void> {
  const stateOf = ({ principal }: FastifyRequest): PageState => {
    if (principal !== undefined) return 'session';
    return accounts.users.hasAdministrator() ? 'login' : 'setup';
  };
  const answerPage = async (request: FastifyRequest, reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64url');
    const page = await shell(folder, nonce, stateOf(request));
    reply.type(HTML);
    if (page === undefined) return reply.code(404).send(NOT_BUILT);
    return reply.headers(pageHeaders(nonce)).send(page);
  };
  for (const url of PAGE_PATHS) {
    app.route({
      method: 'GET',
      url,
      config: { permission: 'anyone', beginsSession: true },
      schema: { hide: true },
      handler: answerPage,
    });
  }

  await app.register(async (scope) => {
    // The plugin only sends: a route of its own would not say who may use it.
    await scope.register(fastifyStatic, {
      serve: false,
      cacheControl: false,
      dotfiles: 'deny',
      setHeaders: (reply) => reply.header('cache-control', FOR_GOOD),
    });
    scope.route<{ Params: { readonly '*': string } }>({
      method: 'GET',
      url: '/assets/*',
      config: { permission: 'anyone' },
      schema: { hide: true },
      handler: (request, reply) => reply.sendFile(request.params['*'], join(folder, 'assets')),
    });
  });
}
