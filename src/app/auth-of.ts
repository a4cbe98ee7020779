import { type Config, portalAuth, wayIn } from '../integration/index.ts';
import {
  type AuthProvider,
  BasicAuth,
  BearerAuth,
  type EndpointFamily,
  ExternalToken,
  type GatewayLogin,
  GatewayToken,
  type NetworkOptions,
  platformOf,
  type TokenClock,
  type TokenSource,
} from '../qualys/index.ts';
import { type Login, tokenSource } from './login.ts';

/**
 * The login of each endpoint family that a checked configuration describes (reference 3.5). Both share
 * their token, so that there is one renewal for both.
 *
 * @throws {QualysError} Q_SECRET_UNUSABLE for client credentials that no header can carry
 */
export function authOf(
  config: Config,
  login: Login,
  network: NetworkOptions,
  clock: TokenClock,
): Readonly<Record<EndpointFamily, AuthProvider>> {
  const { user } = login;
  const basic = user && new BasicAuth(user.username, user.password);
  const source = bearerSource(config, login, network, clock);
  const bearer = source && new BearerAuth(source, clock);
  return {
    fo: checked(wayIn(config) === 'basic' ? basic : bearer),
    qps: checked(portalAuth(config) === 'basic' ? basic : bearer),
  };
}

function bearerSource(
  config: Config,
  login: Login,
  network: NetworkOptions,
  clock: TokenClock,
): TokenSource | undefined {
  const way = wayIn(config);
  if (way === 'basic') return undefined;
  if (way === 'token') return new ExternalToken(tokenSource(config), clock, login.token);
  const gateway = way === 'jwt' ? userLogin(login) : clientLogin(config, login);
  return new GatewayToken({ gatewayUrl: gatewayUrl(config), login: gateway, network, clock });
}

function userLogin({ user }: Login): GatewayLogin {
  return { kind: 'user', ...checked(user) };
}

function clientLogin(config: Config, login: Login): GatewayLogin {
  return {
    kind: 'client',
    level: config.qualysClientLevel ?? 'subscription',
    id: checked(config.qualysClientId),
    secret: checked(login.clientSecret),
  };
}

function gatewayUrl({ qualysGatewayUrl, qualysApiUrl }: Config): string {
  return qualysGatewayUrl ?? `https://${checked(platformOf(qualysApiUrl)).gatewayHost}`;
}

/** What a checked configuration cannot lack. */
function checked<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('The configuration was not checked');
  return value;
}
