import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { QualysError } from '../errors.ts';

/** The way to the outside. */
export interface NetworkOptions {
  /** `http://user:password@host:port`; every https connection goes through it (CONNECT). */
  readonly httpsProxy?: string | undefined;
  /** Hosts that are reached directly: names, `.suffixes`, `host:port`, comma-separated. */
  readonly noProxy?: string | undefined;
  /** Certificate authorities in PEM form, trusted besides the usual ones. */
  readonly caFile?: string | undefined;
}

/** Reads HTTPS_PROXY and NO_PROXY (either case) from an environment. */
export function networkFromEnv(env: Readonly<Record<string, string | undefined>>): NetworkOptions {
  return {
    httpsProxy: env['HTTPS_PROXY'] ?? env['https_proxy'],
    noProxy: env['NO_PROXY'] ?? env['no_proxy'],
  };
}

/**
 * Makes the connections of a client. Keeps them open between requests; a proxy and a private
 * certificate authority hold for all of them.
 *
 * @throws {QualysError} Q_CA_FILE, Q_PROXY_URL.
 */
export function createDispatcher(network: NetworkOptions, connectTimeoutMs: number): Dispatcher {
  const ca =
    network.caFile === undefined || network.caFile === '' ? undefined : trusted(network.caFile);
  const tls = {
    timeout: connectTimeoutMs,
    allowH2: false,
    ...(ca === undefined ? {} : { ca }),
  };
  const options = { connect: tls, allowH2: false, pipelining: 1, maxHeaderSize: 65_536 };
  const proxy = network.httpsProxy ?? '';
  if (proxy === '') return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpsProxy: checkedProxy(proxy),
    // http:// is for this machine only, which no proxy can reach.
    httpProxy: '',
    noProxy: network.noProxy ?? '',
    requestTls: tls,
    proxyTls: tls,
  });
}

function trusted(file: string): string[] {
  let own: string;
  try {
    own = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new QualysError('Q_CA_FILE', { values: { file, reason }, cause: error });
  }
  if (!own.includes('-----BEGIN CERTIFICATE-----')) {
    throw new QualysError('Q_CA_FILE', {
      values: { file, reason: 'it holds no certificate in PEM form' },
    });
  }
  return [...getCACertificates('default'), own];
}

function checkedProxy(address: string): string {
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  // The address may hold a password, so it is not repeated in the message.
  if (url === null) throw new QualysError('Q_PROXY_URL', { values: { reason: 'it is no URL' } });
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new QualysError('Q_PROXY_URL', {
      values: { reason: `${url.protocol}// is not supported` },
    });
  }
  return url.href;
}
