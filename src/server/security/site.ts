import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { ServerError } from '../errors.ts';

/** Where the server is reached. */
export interface Site {
  /** Address it is bound to. */
  readonly host: string;
  /** Address that users have, when a reverse proxy stands before it. */
  readonly publicUrl?: URL | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only programs of this machine reach an address. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

/** The name in a Host header, without port and brackets. */
function hostname(header: string): string | undefined {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d+)?$/i.exec(header) ?? [];
  return address ?? name?.toLowerCase();
}

/**
 * Fails unless the Host header names this server. A page can make its own name resolve to a loopback address and then counts
 * as the same origin as whatever listens there; the name gives it away. An address gives nothing away: it resolves to
 * itself. The port does not matter: tunnels change it. On an address that others reach, the names of the machine are
 * not known, so they are checked only with a public URL.
 *
 * @throws {ServerError} H_HOST
 */
export function assertHost({ host, publicUrl }: Site, header = ''): void {
  if (publicUrl === undefined && !isLoopback(host)) return;
  const name = hostname(header);
  const isOurs =
    name !== undefined &&
    (isIP(name) !== 0 || ['localhost', host, publicUrl?.hostname].includes(name));
  if (!isOurs) throw new ServerError('H_HOST');
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a method only looks. */
export function isSafe(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * Fails when a browser says that a page of another site sent a request. Programs that are no browsers say nothing.
 *
 * @throws {ServerError} H_ORIGIN
 */
export function assertSameOrigin({ publicUrl }: Site, headers: IncomingHttpHeaders): void {
  const fetchSite = headers['sec-fetch-site'];
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') {
    throw new ServerError('H_ORIGIN');
  }
  const { origin, host = '' } = headers;
  if (origin === undefined || origin === publicUrl?.origin) return;
  // Without a proxy this server speaks http. The public name has one origin: its http page may be anybody's.
  const isPublicName = publicUrl !== undefined && hostname(host) === publicUrl.hostname;
  if (isPublicName || origin !== `http://${host}`) throw new ServerError('H_ORIGIN');
}
