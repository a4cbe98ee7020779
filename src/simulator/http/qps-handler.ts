import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';
import { CriteriaError } from './criteria.ts';
import { HOST_ASSETS } from './endpoints/host-assets.ts';
import { PORTAL_VERSION } from './endpoints/portal-version.ts';
import { WEB_APP_FINDINGS } from './endpoints/web-app-findings.ts';
import { WEB_APPS } from './endpoints/web-apps.ts';
import type { Platform } from './platform.ts';
import type { QpsEndpoint, QpsRequest } from './qps-endpoint.ts';
import { readServiceRequest, ServiceRequestError } from './service-request.ts';
import { type ResponseForm, serviceError } from './service-response.ts';

const OBJECTS: readonly QpsEndpoint[] = [HOST_ASSETS, WEB_APPS, WEB_APP_FINDINGS];

/** A call under `/qps/rest/`, routed but not yet checked. */
export interface QpsCall {
  readonly endpoint: QpsEndpoint;
  readonly operation: QpsRequest['operation'];
  readonly version: string | undefined;
  readonly id?: string;
}

/** Finds out what a path under `/qps/rest/` means. */
export function routeQps(path: string): QpsCall | undefined {
  if (/^\/qps\/rest\/portal\/version\/?$/.test(path)) {
    return { endpoint: PORTAL_VERSION, operation: 'version', version: undefined };
  }
  const match =
    /^\/qps\/rest\/(\d\.\d)\/(search|count|get)\/(am|was)\/(\w+)(?:\/([\w-]+))?\/?$/.exec(path);
  if (match === null) return undefined;
  const [, version, operation, module, name, id] = match;
  const endpoint = OBJECTS.find(({ object }) => object === `${version}/${module}/${name}`);
  if (endpoint === undefined || (operation === 'get') !== (id !== undefined)) return undefined;
  return {
    endpoint,
    operation: operation as QpsRequest['operation'],
    version,
    ...(id !== undefined && { id }),
  };
}

const AFTER_ID = /(field="id"\s+operator=")GREATER(">\s*)(\d+)/;

/** The id behind which an XML search goes on, and the search for what comes before. */
export function pageBefore(body: string): { cursor: number; body: string } | undefined {
  const cursor = AFTER_ID.exec(body)?.[3];
  if (cursor === undefined) return undefined;
  const before = body.replace(AFTER_ID, `$1LESSER$2${Number(cursor) + 1}`);
  return { cursor: Number(cursor), body: before };
}

/** Answers a portal call. Whatever is wrong is told with HTTP 200 and a responseCode. */
export function handleQps(
  platform: Platform,
  call: QpsCall,
  headers: IncomingHttpHeaders,
  query: ReadonlyMap<string, string>,
  body: string,
): Answer {
  const { endpoint, operation } = call;
  const isJson = headers.accept?.includes('application/json') ?? false;
  const form: ResponseForm = { host: platform.host, xsd: endpoint.xsd, isJson };
  const { credentials, tokens } = platform;
  const { authorization } = headers;
  const isKnown = credentials.isBasic(authorization) || tokens.isPortalBearer(authorization);
  if (!isKnown || platform.options.expiredAccount) {
    return serviceError(
      form,
      'INVALID_CREDENTIALS',
      'Authentication failed',
      'Verify both, user and password credentials.',
    );
  }
  const refusal = licenceRefusal(platform, endpoint);
  if (refusal !== undefined) return serviceError(form, ...refusal);
  const fields = query.get('fields');
  try {
    return endpoint.answer({
      world: platform.world,
      options: platform.options,
      operation,
      ...(call.id !== undefined && { id: call.id }),
      service: readServiceRequest(body, headers['content-type']?.includes('json') ?? false),
      members: fields === undefined ? undefined : memberNames(fields),
      form,
    });
  } catch (error) {
    if (error instanceof CriteriaError) {
      return serviceError(form, 'INVALID_REQUEST', error.message, error.resolution);
    }
    if (error instanceof ServiceRequestError) {
      return serviceError(form, 'INVALID_XML', error.message, 'Correct the request body.');
    }
    throw error;
  }
}

/** `HostAsset.agentInfo`, `agentInfo` and `agentInfo.status` all ask for the member agentInfo. */
function memberNames(fields: string): ReadonlySet<string> {
  return new Set(
    fields.split(',').map((field) => {
      const steps = field.trim().split('.');
      return (/^[A-Z]/.test(steps[0] ?? '') ? steps[1] : steps[0]) ?? '';
    }),
  );
}

function licenceRefusal(
  { options }: Platform,
  endpoint: QpsEndpoint,
): [code: string, message: string, resolution: string] | undefined {
  const { licensed } = options;
  if (endpoint.module === 'was' && licensed?.was === 'expired') {
    return [
      'EVALUATION_EXPIRED',
      'The trial of this module has expired.',
      'Contact your account manager.',
    ];
  }
  const isRefused =
    options.apiAccess === false ||
    (endpoint.module === 'was' && licensed?.was === false) ||
    (endpoint.module === 'hostasset' && licensed?.hostasset === false);
  return isRefused
    ? [
        'UNAUTHORIZED',
        'You are not authorized to access the application through the API.',
        'Ask for the permission "API Access" and a licence of the module.',
      ]
    : undefined;
}
