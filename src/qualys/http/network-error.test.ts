import { expect, test } from 'vitest';
import { networkError } from './network-error.ts';

const context = { endpoint: 'host-list', host: 'qualysapi.example.com', isProxied: false } as const;
const failure = (code: string, message = 'no') => Object.assign(new Error(message), { code });

test.each([
  ['ENOTFOUND', 'Q_HOST_NOT_FOUND'],
  ['EAI_AGAIN', 'Q_DNS_UNAVAILABLE'],
  ['ECONNREFUSED', 'Q_CONNECTION_REFUSED'],
  ['ECONNRESET', 'Q_CONNECTION_LOST'],
  ['EPIPE', 'Q_CONNECTION_LOST'],
  ['EHOSTUNREACH', 'Q_CONNECTION_LOST'],
  ['UND_ERR_SOCKET', 'Q_CONNECTION_LOST'],
  ['HPE_INVALID_CONSTANT', 'Q_CONNECTION_LOST'],
  ['ETIMEDOUT', 'Q_TIMEOUT'],
  ['UND_ERR_CONNECT_TIMEOUT', 'Q_TIMEOUT'],
  ['UND_ERR_HEADERS_TIMEOUT', 'Q_TIMEOUT'],
  ['UND_ERR_BODY_TIMEOUT', 'Q_TIMEOUT'],
  ['CERT_HAS_EXPIRED', 'Q_TLS'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'Q_TLS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'Q_TLS'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'Q_TLS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'Q_TLS'],
  ['EPROTO', 'Q_TLS'],
  ['Z_BUF_ERROR', 'Q_TRUNCATED'],
  ['Z_DATA_ERROR', 'Q_MALFORMED_XML'],
])('%s is %s', (code, expected) => {
  const error = networkError(failure(code), context);
  expect(error).toMatchObject({ code: expected, endpoint: 'host-list' });
  expect(error.cause).toBeInstanceOf(Error);
  expect(error.message).not.toContain('unknown');
});

test('the code inside an error of several addresses or of a wrapper counts', () => {
  const several = new AggregateError([failure('ECONNREFUSED'), failure('ENETUNREACH')]);
  expect(networkError(several, context).code).toBe('Q_CONNECTION_REFUSED');
  const wrapped = new Error('fetch failed', { cause: failure('ENOTFOUND') });
  expect(networkError(wrapped, context).code).toBe('Q_HOST_NOT_FOUND');
  expect(networkError('odd', context).code).toBe('Q_CONNECTION_LOST');
});

test('a proxy that does not open the tunnel is told apart from a lost connection', () => {
  const answer = failure('UND_ERR_ABORTED', 'Proxy response (403) !== 200 when HTTP Tunneling');
  const error = networkError(answer, { ...context, isProxied: true });
  expect(error.code).toBe('Q_PROXY_REFUSED');
  expect(error.message).toContain('status 403');
  expect(networkError(failure('ECONNRESET'), { ...context, isProxied: true }).message).toContain(
    'through the proxy',
  );
});
