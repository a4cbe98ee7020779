import type { IncomingHttpHeaders } from 'node:http';
import type { EndpointName } from '../options.ts';
import { type Answer, xmlAnswer } from './answer.ts';
import { ACTIVITY_LOG } from './endpoints/activity-log.ts';
import { HOST_DETECTIONS } from './endpoints/host-detections.ts';
import { HOST_LIST } from './endpoints/host-list.ts';
import { KNOWLEDGE_BASE } from './endpoints/knowledge-base.ts';
import type { FoEndpoint } from './fo-endpoint.ts';
import { errorAnswer, FoError, simpleReturn } from './fo-error.ts';
import { type Admission, LimitError } from './limits.ts';
import { Parameters } from './parameters.ts';
import type { Platform } from './platform.ts';

const ENDPOINTS: readonly FoEndpoint[] = [HOST_LIST, HOST_DETECTIONS, KNOWLEDGE_BASE, ACTIVITY_LOG];

/** A call under `/api/<version>/fo/`, not yet checked. */
export interface FoCall {
  readonly version: string;
  /** Path after `fo/`, without the slash at the end. */
  readonly resource: string;
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly parameters: ReadonlyMap<string, string>;
}

/** An answer, with what has to be given back once it is written. */
export interface Handled {
  readonly answer: Answer;
  readonly admission?: Admission;
}

/** The endpoint of a resource. */
export function foEndpoint(resource: string): FoEndpoint | undefined {
  return ENDPOINTS.find((endpoint) => endpoint.path === resource);
}

/** Whether an endpoint with limits takes one call at a time only; undefined for endpoints without limits. */
export function isSerialEndpoint(name: EndpointName): boolean | undefined {
  if (name === 'about') return false;
  const endpoint = ENDPOINTS.find((each) => each.name === name);
  return endpoint && endpoint.isSerial === true;
}

/** Whether the resource is the session endpoint. */
export function isSessionResource(resource: string): boolean {
  return resource === 'session';
}

/** Answers a classic call: header, login, account, licence, version, limits, parameters, in this order. */
export function handleFo(platform: Platform, call: FoCall, endpoint: FoEndpoint): Handled {
  const now = platform.world.now;
  let admission: Admission | undefined;
  try {
    checkHeader(call);
    checkLogin(platform, call);
    if (platform.options.expiredAccount) return { answer: expired(platform) };
    checkLicence(platform, endpoint);
    checkVersion(platform, call, endpoint);
    admission = platform.limiter.enter(endpoint.name, endpoint.isSerial === true);
    const answer = answerOf(platform, call, endpoint);
    return {
      answer: { ...answer, headers: { ...admission.headers, ...answer.headers } },
      admission,
    };
  } catch (error) {
    if (!(error instanceof FoError)) {
      admission?.release();
      throw error;
    }
    const answer = errorAnswer(platform.host, now, error);
    const headers = error instanceof LimitError ? error.headers : admission?.headers;
    return {
      answer: headers === undefined ? answer : { ...answer, headers },
      ...(admission !== undefined && { admission }),
    };
  }
}

function answerOf(platform: Platform, call: FoCall, endpoint: FoEndpoint): Answer {
  return endpoint.answer({
    world: platform.world,
    options: platform.options,
    version: call.version,
    parameters: Parameters.check(call.parameters, endpoint.rules, endpoint.exclusive),
    host: platform.host,
    path: call.path,
    username: platform.credentials.username,
  });
}

/** Everything that comes before the `id_min` of a call, in one answer. Limits do not count it. */
export function foPageBefore(platform: Platform, call: FoCall, endpoint: FoEndpoint): Answer {
  const parameters = new Map(call.parameters);
  parameters.set('id_max', String(Math.max(1, Number(parameters.get('id_min')) - 1)));
  parameters.delete('id_min');
  if (parameters.has('truncation_limit')) parameters.set('truncation_limit', '0');
  return answerOf(platform, { ...call, parameters }, endpoint);
}

/** Login and logout. They do not count against limits. */
export function handleSession(platform: Platform, call: FoCall): Answer {
  const now = platform.world.now;
  const { credentials, host } = platform;
  try {
    checkHeader(call);
    const action = call.parameters.get('action');
    if (action === 'logout') {
      credentials.logout(call.headers.cookie);
      return xmlAnswer(
        `<?xml version="1.0" encoding="UTF-8" ?>\n${simpleReturn(host, now, 'Logged out')}`,
      );
    }
    if (action !== 'login') {
      throw new FoError(
        1905,
        400,
        `parameter action has invalid value: ${action ?? ''} (must be login or logout)`,
      );
    }
    if (call.method !== 'POST') throw new FoError(1908, 400, 'HTTP method not allowed: GET');
    const username = call.parameters.get('username') ?? '';
    if (!credentials.isLogin(username, call.parameters.get('password') ?? '')) throw badLogin();
    if (platform.options.expiredAccount) return expired(platform);
    return {
      ...xmlAnswer(
        `<?xml version="1.0" encoding="UTF-8" ?>\n${simpleReturn(host, now, 'Logged in')}`,
      ),
      headers: { 'Set-Cookie': `QualysSession=${credentials.login()}; path=/api; secure` },
    };
  } catch (error) {
    if (error instanceof FoError) return errorAnswer(host, now, error);
    throw error;
  }
}

function badLogin(): FoError {
  return new FoError(2000, 401, 'Bad Login/Password');
}

function checkHeader(call: FoCall): void {
  const header = call.headers['x-requested-with'];
  if (header === undefined || header === '') {
    throw new FoError(1922, 400, 'Required header not found: X-Requested-With');
  }
}

function checkLogin({ credentials, tokens }: Platform, call: FoCall): void {
  const { authorization } = call.headers;
  if (credentials.isBasic(authorization) || tokens.isBearer(authorization)) return;
  if (call.headers.authorization === undefined && credentials.isSession(call.headers.cookie))
    return;
  throw badLogin();
}

/** Recorded with HTTP 200, an XML declaration and no rate headers. */
function expired(platform: Platform): Answer {
  const text = simpleReturn(platform.host, platform.world.now, 'This account has expired.', 2001);
  return {
    status: 200,
    contentType: 'text/xml;charset=UTF-8',
    body: `<?xml version="1.0" encoding="UTF-8" ?>\n${text}`,
  };
}

function checkLicence({ options }: Platform, endpoint: FoEndpoint): void {
  const isRefused =
    options.apiAccess === false ||
    (endpoint.name === 'knowledge-base' && options.licensed?.knowledgeBase === false);
  if (isRefused) throw new FoError(2012, 403, 'User does not have permission to use this API.');
}

function checkVersion({ options }: Platform, call: FoCall, endpoint: FoEndpoint): void {
  if (options.retired?.[endpoint.name]?.includes(call.version)) {
    throw new FoError(
      1907,
      410,
      `Version ${call.version} of this API has reached its end of life.`,
    );
  }
  if (!endpoint.versions.includes(call.version)) {
    throw new FoError(1907, 404, `Version ${call.version} of this API does not exist.`);
  }
}
