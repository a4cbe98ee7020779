import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import cookie from '@fastify/cookie';
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { DestinationStream } from 'pino';
import type { CollectInput } from '../app/collect.ts';
import type { DataDir } from '../app/data-dir.ts';
import type { Environment } from '../app/environment.ts';
import type { Accounts } from './accounts/index.ts';
import type { App, Services } from './app-types.ts';
import { ServerError } from './errors.ts';
import { EventHub } from './events/index.ts';
import { HeldGraph } from './held-graph.ts';
import { openInstances } from './instances/index.ts';
import { createLogger } from './logger.ts';
import { Metrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { addPages } from './pages/index.ts';
import { PROBLEM_TYPE, problemAnswer } from './problem.ts';
import { RetentionKeeper } from './retention-keeper.ts';
import { addRoutes } from './routes/index.ts';
import { runServices } from './run-services.ts';
import { answerBrokenRequest } from './security/broken-request.ts';
import { addGuards } from './security/guards.ts';
import { responseHeaders } from './security/headers.ts';
import { LocalDoor } from './security/local-door.ts';
import { LoginThrottle } from './security/login-throttle.ts';
import { type PasswordCost, Passwords } from './security/passwords.ts';
import { type IdentityHeader, ProxyIdentity } from './security/proxy-identity.ts';
import { SessionCookie } from './security/session-cookie.ts';
import { SetupToken } from './security/setup-token.ts';
import type { Site } from './security/site.ts';

/** What the server needs to know. */
export interface ServerOptions extends Site {
  readonly dataDir: DataDir;
  /** Closed with the server. */
  readonly accounts: Accounts;
  /**
   * Environment of the process: proxy and certificates for the way to Qualys, and the key of the secrets. Logins of
   * integrations are not taken from it. Empty unless given.
   */
  readonly environment?: Environment;
  /** The way in for commands of the owner of the data folder; closed unless one is given that is open. */
  readonly door?: LocalDoor;
  /** Makes the first administrator. */
  readonly setup?: SetupToken;
  /** Takes the log, a JSON document a line. */
  readonly log: DestinationStream;
  /** Addresses and ranges of reverse proxies whose word on the client's address is taken; none unless given. */
  readonly trustedProxies?: readonly string[];
  /** How a reverse proxy says who somebody is; believed of {@link trustedProxies} only. */
  readonly identityHeader?: IdentityHeader | undefined;
  /** Metrics without a login. */
  readonly hasOpenMetrics?: boolean;
  /** Folder of the built pages; that of the package unless given. */
  readonly pagesFolder?: string;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** Cost of new password hashes; {@link PASSWORD_COST} unless given. */
  readonly passwordCost?: PasswordCost;
  /** Where collections run; each in a process of its own unless given. */
  readonly collector?: CollectInput['collector'];
}

/** Bytes of a body, where a route does not say otherwise. */
const BODY_LIMIT = 16_384;
/** Time that a client may take to send a request, milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * The server of the console, with every route, ready to listen. Closing it ends the queries that are under way and closes
 * the accounts.
 */
export async function createServer(options: ServerOptions): Promise<App> {
  const { dataDir, accounts, environment = {}, clock = Date.now, trustedProxies = [] } = options;
  const logger = createLogger(options.log);
  const isHttps = options.publicUrl?.protocol === 'https:';
  const headers = responseHeaders(isHttps);
  const app: App = fastify<Server, IncomingMessage, ServerResponse, FastifyBaseLogger>({
    loggerInstance: logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // The end waits for the pages that runs have in work, longer than the framework would.
    pluginTimeout: 0,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    clientErrorHandler: (_error, socket) => answerBrokenRequest(socket, headers),
    // A path that cannot be decoded comes past the hooks, so the headers are set here.
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply.headers(headers)),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');

  const closing = new AbortController();
  const events = new EventHub();
  const instances = openInstances(accounts, dataDir, environment, clock, () =>
    events.publish('instances', {}),
  );
  const graph = new HeldGraph(dataDir, (error) => logger.error({ err: error }, 'graph not closed'));
  const metrics = new Metrics();
  const retention = new RetentionKeeper({
    dataDir,
    graph: graph.access,
    audit: accounts.audit,
    clock,
    closing: closing.signal,
    onError: (error) => logger.error({ err: error }, 'old data not removed'),
  });
  const { collector } = options;
  const services: Services = {
    accounts,
    instances,
    ...runServices({
      dataDir,
      instances,
      graph,
      events,
      metrics,
      log: logger,
      clock,
      ...(collector && { collector }),
    }),
    retention,
    clock,
    dataDir,
    setup: options.setup ?? new SetupToken(accounts.users, clock),
    passwords: new Passwords(options.passwordCost),
    throttle: new LoginThrottle(clock),
    cookie: new SessionCookie(isHttps),
    door: options.door ?? new LocalDoor(),
    graph,
    metrics,
    events,
    closing: closing.signal,
  };
  app.decorate('services', services);
  app.addHook('onListen', async () => {
    retention.start();
    services.scheduler
      .start()
      .catch((error: unknown) => logger.error({ err: error }, 'schedule not begun'));
  });
  app.addHook('preClose', async () => {
    closing.abort();
    await services.scheduler.close();
    await services.jobs.close();
    await retention.stop();
  });
  app.addHook('onClose', async () => {
    await services.graph.close();
    accounts.close();
  });

  await app.register(cookie);
  addGuards(app, options, services, headers, proxyIdentity(options, services));
  addAnswers(app, services);
  await describeApi(app);
  addRoutes(app, services, { hasOpenMetrics: options.hasOpenMetrics === true });
  await addPages(app, services, options.pagesFolder);
  await app.ready();
  return app;
}

/** Sign-on by a reverse proxy, where it is wanted. */
function proxyIdentity(
  { identityHeader, trustedProxies = [] }: ServerOptions,
  services: Services,
): ProxyIdentity | undefined {
  return identityHeader && new ProxyIdentity(identityHeader, trustedProxies, services);
}

function sendProblem(
  error: unknown,
  request: Pick<FastifyRequest, 'id' | 'log'>,
  reply: FastifyReply,
): void {
  const { status, headers, body } = problemAnswer(error, request.id);
  // What is busy or was cancelled is no fault.
  if (status === 500) request.log.error({ err: error }, body.code);
  else request.log.info({ code: body.code }, 'refused');
  reply.code(status).headers(headers).type(PROBLEM_TYPE).send(JSON.stringify(body));
}

/** Errors as problem details, and one line of log for every request. */
function addAnswers(app: App, { metrics }: Services): void {
  app.setNotFoundHandler(() => {
    throw new ServerError('H_NOT_FOUND');
  });
  app.setErrorHandler(sendProblem);
  app.addHook('onResponse', async (request, reply) => {
    const { method, ip, principal } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.statusCode;
    const seconds = reply.elapsedTime / 1000;
    metrics.answered({ method, route, status, seconds });
    const user = principal?.user.name;
    request.log.info({ method, route, status, seconds, user, address: ip }, 'answered');
  });
}
