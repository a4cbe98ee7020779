import type { Dispatcher } from 'undici';
import { CONNECT_TIMEOUT_MS } from '../endpoints.ts';
import { QualysError } from '../errors.ts';
import { createDispatcher, type NetworkOptions } from '../http/dispatcher.ts';
import { networkError } from '../http/network-error.ts';
import { gatewayError } from './gateway-error.ts';
import { headerValue } from './header-value.ts';
import { jwtClaims } from './jwt.ts';
import type { Token, TokenClock, TokenSource } from './token-source.ts';

/** What the gateway gives a token for. */
export type GatewayLogin =
  | { readonly kind: 'user'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'client';
      /** The credentials of a user end with that user, those of the subscription do not. */
      readonly level: 'user' | 'subscription';
      readonly id: string;
      readonly secret: string;
    };

/** Where and how a token is asked for. */
export interface GatewayTokenOptions {
  /** Origin of the gateway. */
  readonly gatewayUrl: string;
  readonly login: GatewayLogin;
  readonly network: NetworkOptions;
  readonly clock: TokenClock;
}

/** A request for a token as it goes over the wire. */
interface TokenRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a token is worth that does not say it (reference 3.3). */
const LIFE_MS = 4 * 3_600_000;
/** How much earlier than it expires a token is replaced, at most. */
const MARGIN_MS = 600_000;
const HEADERS_TIMEOUT_MS = 60_000;
const BODY_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 65_536;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Tokens that the gateway of Qualys gives out (reference 3.3, 3.4) for a user or for client credentials.
 * Each request has connections of its own, since hours lie between two.
 */
export class GatewayToken implements TokenSource {
  readonly #options: GatewayTokenOptions;
  readonly #request: TokenRequest;

  /** @throws {QualysError} Q_SECRET_UNUSABLE for client credentials that no header can carry */
  constructor(options: GatewayTokenOptions) {
    this.#options = options;
    this.#request = requestOf(options.login);
  }

  /**
   * Asks for a token once.
   *
   * @throws {QualysError} Q_LOGIN_REFUSED, Q_GATEWAY_ANSWER, Q_LIMITED, of the network, Q_ABORTED
   */
  async next(signal?: AbortSignal): Promise<Token> {
    const { clock, gatewayUrl } = this.#options;
    const askedAt = clock.now();
    const answer = await this.#send(signal);
    const text = answer.body.trim();
    const isGiven = (answer.status === 201 || answer.status === 200) && JWT.test(text);
    if (!isGiven) throw gatewayError(answer, new URL(gatewayUrl).host, this.secrets());
    const { issuedAt, expiresAt } = jwtClaims(text) ?? {};
    // The length is right whatever our clock shows; the two times may not be.
    const told = issuedAt === undefined ? undefined : (expiresAt ?? Number.NaN) - issuedAt;
    const life = told !== undefined && told > 0 ? told : LIFE_MS;
    const margin = Math.min(MARGIN_MS, life / 10);
    return { text, renewAt: askedAt + life - margin, expiresAt: askedAt + life };
  }

  /** The login: name and password, or id and secret. */
  secrets(): readonly string[] {
    const { login } = this.#options;
    return login.kind === 'user' ? [login.password, login.username] : [login.secret, login.id];
  }

  async #send(signal: AbortSignal | undefined) {
    const { gatewayUrl, network } = this.#options;
    const dispatcher = createDispatcher(network, CONNECT_TIMEOUT_MS);
    try {
      const response = await dispatcher.request({
        origin: gatewayUrl,
        path: this.#request.path,
        method: 'POST',
        headers: {
          accept: 'text/plain, application/json;q=0.9, */*;q=0.1',
          'user-agent': 'graph-qualys',
          'x-requested-with': 'graph-qualys',
          'content-type': 'application/x-www-form-urlencoded',
          ...this.#request.headers,
        },
        body: this.#request.body,
        headersTimeout: HEADERS_TIMEOUT_MS,
        bodyTimeout: BODY_TIMEOUT_MS,
        ...(signal !== undefined && { signal }),
      });
      const { statusCode: status, headers } = response;
      return { status, headers, body: await shortText(response.body) };
    } catch (error) {
      if (signal?.aborted === true) throw new QualysError('Q_ABORTED', { cause: signal.reason });
      const isProxied = (network.httpsProxy ?? '') !== '';
      throw networkError(error, { host: new URL(gatewayUrl).host, isProxied });
    } finally {
      await dispatcher.destroy();
    }
  }
}

function requestOf(login: GatewayLogin): TokenRequest {
  if (login.kind === 'user') {
    const { username, password } = login;
    const form = { username, password, token: 'true', permissions: 'true' };
    return { path: '/auth', headers: {}, body: new URLSearchParams(form).toString() };
  }
  return {
    path: login.level === 'user' ? '/auth/oidc' : '/auth/oauth',
    headers: {
      clientId: headerValue('QUALYS_CLIENT_ID', login.id),
      clientSecret: headerValue('QUALYS_CLIENT_SECRET', login.secret),
    },
    body: '',
  };
}

/** A body as text; what is longer than any token is cut, and no token then. */
async function shortText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
