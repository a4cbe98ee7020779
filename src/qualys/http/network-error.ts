import type { EndpointName } from '../endpoint-name.ts';
import { QualysError, type QualysErrorCode } from '../errors.ts';

/** Where a request went when it failed. */
export interface NetworkContext {
  /** Absent for the gateway, which gives tokens and no pages. */
  readonly endpoint?: EndpointName | undefined;
  /** Host that was called. */
  readonly host: string;
  /** True if a proxy stands in between. */
  readonly isProxied: boolean;
}

const BY_CODE: Readonly<Record<string, QualysErrorCode>> = {
  ENOTFOUND: 'Q_HOST_NOT_FOUND',
  EAI_AGAIN: 'Q_DNS_UNAVAILABLE',
  ECONNREFUSED: 'Q_CONNECTION_REFUSED',
  ETIMEDOUT: 'Q_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'Q_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'Q_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'Q_TIMEOUT',
  EPROTO: 'Q_TLS',
  // Half a gzip stream.
  Z_BUF_ERROR: 'Q_TRUNCATED',
  Z_DATA_ERROR: 'Q_MALFORMED_XML',
};

const WHAT: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connecting',
  ETIMEDOUT: 'connecting',
  UND_ERR_HEADERS_TIMEOUT: 'waiting for the answer to begin',
  UND_ERR_BODY_TIMEOUT: 'waiting for the answer to go on',
};

/** Certificates and protocol, as OpenSSL and Node name them. */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH)/;

/** Turns a failure of the network layer into a typed error; everything unknown is a lost connection. */
export function networkError(error: unknown, context: NetworkContext): QualysError {
  const { code, message } = describe(error);
  const { endpoint, host } = context;
  const target = context.isProxied ? `${host} (through the proxy)` : host;
  const proxyAnswer = /^Proxy response \((\d+)\)|Proxy Authentication Required/.exec(message);
  const ours =
    proxyAnswer !== null
      ? 'Q_PROXY_REFUSED'
      : (BY_CODE[code] ?? (TLS_CODE.test(code) ? 'Q_TLS' : 'Q_CONNECTION_LOST'));
  return new QualysError(ours, {
    ...(endpoint === undefined ? {} : { endpoint }),
    cause: error,
    values: {
      host: ours === 'Q_PROXY_REFUSED' ? host : target,
      what: WHAT[code] ?? 'connecting',
      reason: proxyAnswer === null ? `${code} ${message}`.trim() : proxyReason(proxyAnswer[1]),
    },
  });
}

function proxyReason(status: string | undefined): string {
  return status === undefined || status === '407'
    ? 'it wants a user and a password (407)'
    : `it answered with status ${status}`;
}

/** The code that says most: errors of several addresses and wrapped errors carry it inside. */
function describe(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const inner =
    error instanceof AggregateError ? error.errors[0] : code === '' ? error.cause : undefined;
  if (code === '' && inner instanceof Error) return describe(inner);
  return { code, message: error.message };
}
