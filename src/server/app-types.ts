import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { DataDir } from '../app/data-dir.ts';
import type { Accounts, Actor } from './accounts/index.ts';
import { ServerError } from './errors.ts';
import type { EventHub } from './events/index.ts';
import type { HeldGraph } from './held-graph.ts';
import type { Instances } from './instances/index.ts';
import type { Metrics } from './metrics.ts';
import type { RetentionKeeper } from './retention-keeper.ts';
import type { RunServices } from './run-services.ts';
import type { LoginThrottle } from './security/login-throttle.ts';
import type { Passwords } from './security/passwords.ts';
import type { Permission } from './security/permission.ts';
import { actorOf, type BySession, type Principal } from './security/principal.ts';
import type { SessionCookie } from './security/session-cookie.ts';
import type { SetupToken } from './security/setup-token.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; without it the route cannot be registered. */
    permission?: Permission;
    /** Whom a trusted proxy names, and who has no session yet, gets one here: where the pages begin. */
    beginsSession?: true;
  }
  interface FastifyRequest {
    /** Who asks; undefined without a login that is good. */
    principal: Principal | undefined;
  }
  interface FastifyInstance {
    /** Every route that was registered, for descriptions and for tests that must not miss one. */
    declaredRoutes: readonly DeclaredRoute[];
    /** What the routes work with, for whoever starts the server and for tests. */
    services: Services;
  }
}

/** A route and who may use it. */
export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly permission: Permission;
}

/** The server, with routes whose types follow from their schemas. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What routes work with. */
export interface Services extends RunServices {
  readonly accounts: Accounts;
  readonly instances: Instances;
  readonly setup: SetupToken;
  readonly passwords: Passwords;
  readonly throttle: LoginThrottle;
  readonly cookie: SessionCookie;
  readonly dataDir: DataDir;
  /** The graph: routes read it with `use`, jobs give `access` to their use cases. */
  readonly graph: HeldGraph;
  readonly retention: RetentionKeeper;
  readonly metrics: Metrics;
  /** Tells clients what happens. */
  readonly events: EventHub;
  readonly clock: () => number;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

type Asked = Pick<FastifyRequest, 'principal' | 'ip'>;

/** Who asks, on a route that lets nobody in without a login. @throws {ServerError} H_NOT_LOGGED_IN */
export function principalOf({ principal }: Asked): Principal {
  if (principal === undefined) throw new ServerError('H_NOT_LOGGED_IN');
  return principal;
}

/** The same where only sessions get in. @throws {ServerError} H_NOT_LOGGED_IN */
export function sessionOf({ principal }: Asked): BySession {
  if (principal?.via !== 'session') throw new ServerError('H_NOT_LOGGED_IN');
  return principal;
}

/** Who asks, as the audit log names them. */
export function actorOfRequest(request: Asked): Actor {
  return actorOf(principalOf(request), request.ip);
}

/** Aborts when the client goes away before it has its answer, and when the server closes. */
export function goneSignal({ raw }: Pick<FastifyReply, 'raw'>, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return AbortSignal.any([gone.signal, closing]);
}
