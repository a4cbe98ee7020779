import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SimulatorEvents } from '../events.ts';
import type { EndpointName } from '../options.ts';
import { aboutAnswer } from './about.ts';
import type { Answer } from './answer.ts';
import { asksForHost } from './asked-hosts.ts';
import { deliveryOf, IdleConnections, silenceOf } from './deliver.ts';
import { handleGateway, isGatewayPath, visibleParameters } from './endpoints/gateway.ts';
import { bodyTooLarge, faultAnswer, uriTooLong } from './fault-answers.ts';
import { skewed, spoiltBody, textOf } from './fault-bodies.ts';
import type { Fault, FaultTarget, MetFaults } from './faults.ts';
import { errorAnswer, FoError } from './fo-error.ts';
import {
  type FoCall,
  foEndpoint,
  foPageBefore,
  type Handled,
  handleFo,
  handleSession,
  isSerialEndpoint,
  isSessionResource,
} from './fo-handler.ts';
import { LimitError } from './limits.ts';
import type { Platform } from './platform.ts';
import { handleQps, pageBefore, routeQps } from './qps-handler.ts';
import { readBody } from './read-body.ts';
import { isCompressed, send } from './send.ts';

const LONGEST_URL = 8192;

/** What a path means, before anything is checked. */
interface Route {
  readonly endpoint: EndpointName;
  readonly version: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  /** Where the page starts, if the request says so. */
  readonly cursor?: number | undefined;
  handle(): Handled;
  /** What comes before the cursor; no limit counts it. */
  before?(): Answer;
}

/** The HTTP server of a platform. It listens once told to. */
export function createPlatformServer(platform: Platform): Server {
  const idle = new IdleConnections();
  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    idle.keep(request.socket);
    answerRequest(platform, idle, request, response).catch((error: unknown) => {
      // A mistake of the simulator itself: say so rather than look like a fault of the network.
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`simulator: ${error}`);
    });
  });
  server.keepAliveTimeout = 300_000;
  server.requestTimeout = 0;
  return server;
}

const NO_FAULTS: MetFaults = { main: undefined, skew: undefined, keepAlive: undefined };

async function answerRequest(
  platform: Platform,
  idle: IdleConnections,
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
  const flight = route && platform.meter.begin(route.endpoint, standingOf(platform, route));
  let isInside = true;
  const leave = (isAborted: boolean): void => {
    handled?.admission?.release();
    if (!isInside) return;
    isInside = false;
    if (!isAborted && flight !== undefined && handled?.answer.headers?.['X-RateLimit-Limit']) {
      platform.meter.tell(flight);
    }
    if (flight !== undefined) platform.meter.end(flight, isAborted);
    platform.log.leave(entry);
  };
  response.once('close', () => leave(true));
  try {
    const refusal = sizeRefusal(request, body);
    const met =
      route === undefined || refusal !== undefined
        ? NO_FAULTS
        : meetFaults(platform, { ...route, path: url.pathname, parameters: entry.parameters });
    if (met.main !== undefined) letHappen(platform, met.main);
    const silence = silenceOf(met.main);
    if (silence !== undefined) {
      if (silence === 'stall') {
        if (!response.destroyed) await new Promise((resolve) => response.once('close', resolve));
        return;
      }
      leave(false);
      if (silence === 'reset') request.socket.resetAndDestroy();
      else request.socket.destroy();
      return;
    }
    handled = refusal ?? withFault(platform, route, met);
    entry.status = handled.answer.status;
    const sent = await send(
      response,
      handled.answer,
      commonHeaders(platform, url, met.skew),
      isCompressed(request, platform.options.gzip),
      { ...deliveryOf(met.main), beforeEnd: () => leave(false) },
    );
    entry.bytes = sent.bytes;
    isWhole = sent.isWhole;
    if (met.keepAlive !== undefined) idle.closeSoon(request.socket, met.keepAlive);
  } finally {
    leave(false);
    platform.log.end(entry, isWhole);
  }
}

function standingOf(platform: Platform, { endpoint }: Route) {
  const isSerial = isSerialEndpoint(endpoint);
  return isSerial === undefined ? undefined : platform.limiter.standing(endpoint, isSerial);
}

function meetFaults(platform: Platform, target: FaultTarget): MetFaults {
  return platform.faults.meet(target, (host) => asksForHost(platform.world, target, host));
}

/** What a fault does to the platform itself before the answer. */
function letHappen(platform: Platform, fault: Fault): void {
  if (fault.kind !== 'hostMoves' && fault.kind !== 'passwordExpires') return;
  const events = new SimulatorEvents(platform);
  if (fault.kind === 'passwordExpires') {
    events.expirePassword();
    return;
  }
  const host = fault.host ?? platform.world.hostIds().next().value;
  if (host !== undefined && platform.world.hasHost(host)) events.mergeHost(host);
}

function sizeRefusal(request: IncomingMessage, body: string | undefined): Handled | undefined {
  if ((request.url?.length ?? 0) > LONGEST_URL) return { answer: uriTooLong() };
  return body === undefined ? { answer: bodyTooLarge() } : undefined;
}

function withFault(
  platform: Platform,
  route: Route | undefined,
  { main, skew }: MetFaults,
): Handled {
  if (route === undefined) return { answer: notFound() };
  const instead = main && faultAnswer(main, platform.host, platform.world.now);
  const handled: Handled = instead === undefined ? route.handle() : { answer: instead };
  let { body } = handled.answer;
  if (main !== undefined && instead === undefined && handled.answer.status === 200) {
    body = spoiltBody(main, body, {
      cursor: route.cursor,
      before: () => {
        const answer = route.cursor === undefined ? undefined : route.before?.();
        return answer && textOf(answer.body);
      },
    });
  }
  if (skew !== undefined) body = skewed(body, skew.seconds ?? 0);
  return { ...handled, answer: { ...handled.answer, body } };
}

function commonHeaders(
  platform: Platform,
  url: URL,
  skew: Fault | undefined,
): Readonly<Record<string, string>> {
  const isPortal = url.pathname.startsWith('/qps/');
  return {
    // The platform's time, not ours: portal answers have no other.
    Date: new Date(platform.world.now + (skew?.seconds ?? 0) * 1000).toUTCString(),
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
      cursor: pageBefore(body)?.cursor,
      handle: () => ({ answer: handleQps(platform, portal, request.headers, query, body) }),
      before: () =>
        handleQps(platform, portal, request.headers, query, pageBefore(body)?.body ?? body),
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
  const cursor = parameters.get('id_min');
  return {
    endpoint: endpoint.name,
    version,
    parameters,
    cursor: cursor === undefined ? undefined : Number(cursor),
    handle: () => handleFo(platform, call, endpoint),
    before: () => foPageBefore(platform, call, endpoint),
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
