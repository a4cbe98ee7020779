import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../answer.ts';
import type { Platform } from '../platform.ts';

/** A request to the gateway for a token. */
export interface GatewayCall {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const PATHS = ['/auth', '/auth/oidc', '/auth/oauth'];

/** Whether a path belongs to the gateway's login (reference 3.3 and 3.4). */
export function isGatewayPath(path: string): boolean {
  return PATHS.includes(withoutSlash(path));
}

/** What the request log may show of a call: never the credentials. */
export function visibleParameters({ headers, body }: GatewayCall): ReadonlyMap<string, string> {
  const visible = new Map(new URLSearchParams(body));
  visible.delete('password');
  const client = headers['clientid'];
  return typeof client === 'string' ? visible.set('clientId', client) : visible;
}

/** Gives out a token, 201 and the bare text of it, or says in JSON why not. */
export function handleGateway(platform: Platform, call: GatewayCall): Answer {
  if (call.method !== 'POST') return refusal(platform, 405, 'Request method not supported');
  if (!isForm(call.headers)) return refusal(platform, 415, 'Content type not supported');
  return withoutSlash(call.path) === '/auth'
    ? userToken(platform, call)
    : clientToken(platform, call);
}

function userToken(platform: Platform, call: GatewayCall): Answer {
  const form = new URLSearchParams(call.body);
  const username = form.get('username') ?? '';
  if (form.get('token') !== 'true') return refusal(platform, 400, 'token=true is required');
  const isWelcome = platform.credentials.isLogin(username, form.get('password') ?? '');
  if (!isWelcome || platform.options.expiredAccount) return badCredentials(platform);
  return created(platform, username);
}

function clientToken(platform: Platform, { headers }: GatewayCall): Answer {
  const id = String(headers['clientid'] ?? '');
  const isClient = platform.tokens.isClient(id, String(headers['clientsecret'] ?? ''));
  return isClient ? created(platform, id) : badCredentials(platform);
}

function created(platform: Platform, subject: string): Answer {
  return { status: 201, contentType: 'text/plain', body: `${platform.tokens.give(subject)}\n` };
}

function badCredentials(platform: Platform): Answer {
  return refusal(platform, 401, 'Not authenticated: bad credentials');
}

function refusal(platform: Platform, status: number, message: string): Answer {
  const error = { 401: 'Unauthorized', 400: 'Bad Request' }[status] ?? 'Error';
  return {
    status,
    contentType: 'application/json',
    body: JSON.stringify({ timestamp: platform.world.now, status, error, message }),
  };
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return /^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? '');
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
