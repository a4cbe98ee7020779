import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { EndpointName } from '../options.ts';
import { aboutAnswer } from './about.ts';
import type { Answer } from './answer.ts';
import { handleGateway, isGatewayPath, visibleParameters } from './endpoints/gateway.ts';
import { bodyTooLarge, faultAnswer, spoil, uriTooLong } from './fault-answers.ts';
import type { Fault } from './faults.ts';
import { errorAnswer, FoError } from './fo-error.ts';
import {
  type FoCall,
  foEndpoint,
  type Handled,
  handleFo,
  handleSession,
  isSessionResource,
} from './fo-handler.ts';
import { LimitError } from './limits.ts';
import type { Platform } from './platform.ts';
import { handleQps, routeQps } from './qps-handler.ts';
import { readBody } from './read-body.ts';
import { type Cut, isCompressed, send } from './send.ts';

const LONGEST_URL = 8192;
const HALF_A_PAGE = 2000;

/** What a path means, before anything is checked. */
interface Route {
  readonly endpoint: EndpointName;
  readonly version: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  handle(): Handled;
}

/** The HTTP server of a platform. It listens once told to. */
export function createPlatformServer(platform: Platform): Server {
  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    answerRequest(platform, request, response).catch((error: unknown) => {
      // A mistake of the simulator itself: say so rather than look like a fault of the network.
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`simulator: ${error}`);
    });
  });
  server.keepAliveTimeout = 300_000;
  server.requestTimeout = 0;
  return server;
}

async function answerRequest(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', 'http://simulator');
  const route = routeOf(platform, request, url, body ?? '');
  const entry = platform.log.begin({
    endpoint: route?.endpoint,
    method: request.method ?? 'GET',
    path: url.pathname,
    version: route?.version,
    parameters: Object.fromEntries(route?.parameters ?? []),
  });
  response.sendDate = false;
  let isWhole = false;
  let handled: Handled | undefined;
  try {
    const refusal = sizeRefusal(request, body);
    const fault =
      route === undefined || refusal !== undefined
        ? undefined
        : platform.faults.next(route.endpoint, entry.parameters);
    if (fault?.kind === 'hangUp') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'stall') {
      await new Promise((resolve) => response.once('close', resolve));
      return;
    }
    handled = refusal ?? withFault(platform, route, fault);
    entry.status = handled.answer.status;
    const sent = await send(
      response,
      handled.answer,
      commonHeaders(platform, url),
      isCompressed(request, platform.options.gzip),
      cutOf(fault),
    );
    entry.bytes = sent.bytes;
    isWhole = sent.isWhole;
  } finally {
    handled?.admission?.release();
    platform.log.end(entry, isWhole);
  }
}

function sizeRefusal(request: IncomingMessage, body: string | undefined): Handled | undefined {
  if ((request.url?.length ?? 0) > LONGEST_URL) return { answer: uriTooLong() };
  return body === undefined ? { answer: bodyTooLarge() } : undefined;
}

function withFault(
  platform: Platform,
  route: Route | undefined,
  fault: Fault | undefined,
): Handled {
  if (route === undefined) return { answer: notFound() };
  if (fault === undefined) return route.handle();
  const instead = faultAnswer(fault.kind, platform.host, platform.world.now);
  if (instead !== undefined) return { answer: instead };
  const handled = route.handle();
  if (fault.kind !== 'controlCharacters' && fault.kind !== 'garbageRecord') return handled;
  const { body } = handled.answer;
  const spoilt = spoil(fault, typeof body === 'string' ? [body] : body);
  return { ...handled, answer: { ...handled.answer, body: spoilt } };
}

function cutOf(fault: Fault | undefined): Cut | undefined {
  if (fault?.kind !== 'truncate' && fault?.kind !== 'cut') return undefined;
  return { bytes: fault.bytes ?? HALF_A_PAGE, isClean: fault.kind === 'truncate' };
}

function commonHeaders(platform: Platform, url: URL): Readonly<Record<string, string>> {
  const isPortal = url.pathname.startsWith('/qps/');
  return {
    // The platform's time, not ours: portal answers have no other.
    Date: new Date(platform.world.now).toUTCString(),
    Server: isPortal ? 'Apache' : 'Qualys',
    'X-Powered-By': platform.poweredBy,
  };
}

function notFound(): Answer {
  return {
    status: 404,
    contentType: 'text/html; charset=utf-8',
    body: '<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n',
  };
}

function routeOf(
  platform: Platform,
  request: IncomingMessage,
  url: URL,
  body: string,
): Route | undefined {
  const query = new Map(url.searchParams);
  const portal = routeQps(url.pathname);
  if (portal !== undefined) {
    return {
      endpoint: portal.endpoint.name,
      version: portal.version,
      parameters: new Map([...query, ['operation', portal.operation], ['body', body]]),
      handle: () => ({ answer: handleQps(platform, portal, request.headers, query, body) }),
    };
  }
  if (url.pathname === '/msp/about.php') {
    return {
      endpoint: 'about',
      version: undefined,
      parameters: query,
      handle: () => handleAbout(platform, request),
    };
  }
  if (isGatewayPath(url.pathname)) return gatewayRoute(platform, request, url.pathname, body);
  return foRoute(platform, request, url, query, body);
}

function gatewayRoute(
  platform: Platform,
  request: IncomingMessage,
  path: string,
  body: string,
): Route {
  const call = { path, method: request.method ?? 'GET', headers: request.headers, body };
  return {
    endpoint: 'gateway',
    version: undefined,
    parameters: visibleParameters(call),
    handle: () => ({ answer: handleGateway(platform, call) }),
  };
}

function foRoute(
  platform: Platform,
  request: IncomingMessage,
  url: URL,
  query: ReadonlyMap<string, string>,
  body: string,
): Route | undefined {
  const match = /^\/api\/(\d+\.\d+)\/fo\/(.+?)\/?$/.exec(url.pathname);
  const [, version = '', resource = ''] = match ?? [];
  const isForm = /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
  const parameters = new Map([...query, ...(isForm ? new URLSearchParams(body) : [])]);
  const call: FoCall = {
    version,
    resource,
    path: url.pathname,
    method: request.method ?? 'GET',
    headers: request.headers,
    parameters,
  };
  if (isSessionResource(resource)) {
    const { password: _, ...visible } = Object.fromEntries(parameters);
    return {
      endpoint: 'session',
      version,
      parameters: new Map(Object.entries(visible)),
      handle: () => ({ answer: handleSession(platform, call) }),
    };
  }
  const endpoint = foEndpoint(resource);
  if (endpoint === undefined) return undefined;
  return {
    endpoint: endpoint.name,
    version,
    parameters,
    handle: () => handleFo(platform, call, endpoint),
  };
}

function handleAbout(platform: Platform, request: IncomingMessage): Handled {
  try {
    if (!platform.credentials.isBasic(request.headers.authorization)) {
      throw new FoError(2000, 401, 'Bad Login/Password');
    }
    const admission = platform.limiter.enter('about', false);
    return { answer: { ...aboutAnswer(platform.host), headers: admission.headers }, admission };
  } catch (error) {
    if (!(error instanceof FoError)) throw error;
    const answer = errorAnswer(platform.host, platform.world.now, error);
    return { answer: error instanceof LimitError ? { ...answer, headers: error.headers } : answer };
  }
}
