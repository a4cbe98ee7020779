import { type Config, hasPassword, readConfig, wayIn } from '../integration/index.ts';
import { jwtClaims, passwordFrom, secretFrom } from '../qualys/index.ts';
import type { Environment } from './environment.ts';

/** The secrets of an instance, read from where the configuration says. Can be handed to another process. */
export interface Login {
  /** User and password, if they were given. */
  readonly user?: { readonly username: string; readonly password: string };
  /** Secret of the client credentials, if they were given. */
  readonly clientSecret?: string;
  /** The first bearer token; later ones are read by whoever uses it. */
  readonly token?: string;
  /**
   * Whose login it is: user, client, subject of the token; more than one of them where the two APIs are
   * logged in to differently. Empty if nothing tells it.
   */
  readonly identity: string;
}

/**
 * Reads the secrets of an instance: files are read and commands run here, once. Give the result to
 * everything that needs a login in the same run.
 *
 * @throws errors of the sources of the secrets; the reason of the signal when that is aborted
 */
export async function resolveLogin(config: Config, signal?: AbortSignal): Promise<Login> {
  const way = wayIn(config);
  const token =
    way === 'token' ? await secretFrom('QUALYS_TOKEN', { ...tokenSource(config), signal }) : '';
  return {
    ...(hasPassword(config) && { user: await userOf(config, signal) }),
    ...(way === 'client' && { clientSecret: await clientSecretOf(config, signal) }),
    ...(way === 'token' && { token }),
    identity: identityOf(config, token),
  };
}

function identityOf({ qualysUsername, qualysClientId = '' }: Config, token: string): string {
  const names = [qualysUsername, qualysClientId, jwtClaims(token)?.subject ?? ''];
  return [...new Set(names.filter((name) => name !== ''))].join(' and ');
}

async function userOf(config: Config, signal: AbortSignal | undefined) {
  const password = await passwordFrom({
    value: config.qualysPassword,
    file: config.qualysPasswordFile,
    command: config.qualysPasswordCommand,
    signal,
  });
  return { username: config.qualysUsername, password };
}

function clientSecretOf(config: Config, signal: AbortSignal | undefined): Promise<string> {
  return secretFrom('QUALYS_CLIENT_SECRET', {
    value: config.qualysClientSecret,
    file: config.qualysClientSecretFile,
    command: config.qualysClientSecretCommand,
    signal,
  });
}

/** Where the bearer token comes from. */
export function tokenSource({ qualysToken, qualysTokenFile, qualysTokenCommand }: Config) {
  return { value: qualysToken, file: qualysTokenFile, command: qualysTokenCommand };
}

/**
 * Everything that makes up the login, as a text that is equal as long as trying again would be the same
 * try: for the fingerprint of a refused login. Holds secrets; it is hashed and never kept.
 *
 * A command prints another token each time; what stays the same is whom it is for. Tokens from a file or
 * a variable are another try as soon as they are other ones.
 */
export function secretMaterialOf(config: Config, login: Login): string {
  const { qualysApiUrl, qualysGatewayUrl, qualysAuth, qualysQpsAuth, qualysClientId } = config;
  return JSON.stringify([
    [qualysApiUrl, qualysGatewayUrl, qualysAuth, qualysQpsAuth, config.qualysClientLevel],
    [login.user?.username, login.user?.password],
    [qualysClientId, login.clientSecret],
    config.qualysTokenCommand === undefined ? [login.token] : lastingPartOf(login.token ?? ''),
  ]);
}

/** The same for an environment that is not read yet. @throws errors of the configuration and of the sources of the secrets */
export async function secretMaterialIn(environment: Environment): Promise<string> {
  const config = readConfig(environment);
  return secretMaterialOf(config, await resolveLogin(config));
}

function lastingPartOf(token: string): readonly (string | undefined)[] {
  const claims = jwtClaims(token);
  return claims === undefined ? [token] : [claims.issuer, claims.subject, claims.audience];
}
