import { hostname, userInfo } from 'node:os';
import { envName, OPTION_NAMES, type OptionName, optionFacts } from '../../integration/index.ts';
import { platformOf } from '../../qualys/index.ts';
import type { Environment } from '../environment.ts';
import type { Login } from '../login.ts';
import type { PrivateKind, PrivateValue } from './redactor.ts';

/** Users that say nothing about anybody; their names are ordinary words. */
const NOBODY = ['root', 'node', 'user', 'app', 'nobody'];
const SECRET_VARIABLE = /(?:PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?|_KEY|_PASS)(?:_|$)/i;
const ADDRESSES: readonly OptionName[] = [
  'qualysApiUrl',
  'qualysGatewayUrl',
  'qualysUiUrl',
  'httpsProxy',
];

/** Whether the value of an option is private as a whole. A command may hold a secret. */
export function isSecretOption(name: OptionName): boolean {
  return optionFacts(name).isSecret === true || name.endsWith('Command');
}

/** Values of the settings of this process that nobody else may read, and what kind each is of. */
export function privateSettings(env: Environment): readonly PrivateValue[] {
  const given = (name: OptionName) => env[envName(name)]?.trim() ?? '';
  return [
    ...OPTION_NAMES.filter(isSecretOption).map((name) => secret(env[envName(name)] ?? '')),
    // Secrets of other programs too: a log may hold what a command printed.
    ...Object.entries(env).flatMap(([name, value]) =>
      SECRET_VARIABLE.test(name) && !/_(?:FILE|PATH)$/.test(name) ? [secret(value ?? '')] : [],
    ),
    known('user', given('qualysUsername')),
    known('user', given('qualysClientId')),
    known('name', given('accountName')),
    ...given('includeOnlyDetectionTags')
      .split(',')
      .map((tag) => known('name', tag.trim())),
    ...ADDRESSES.flatMap((name) => ofAddress(env[envName(name)] ?? '')),
    ...ofAddress(env['https_proxy'] ?? ''),
    ...ofMachine(),
  ].filter(({ value }) => value !== '');
}

/** The secrets of a login, and the pair that goes over the wire. */
export function privateLogin({
  user,
  clientSecret,
  token,
  identity,
}: Login): readonly PrivateValue[] {
  const pair = user && Buffer.from(`${user.username}:${user.password}`, 'utf8').toString('base64');
  return [
    ...[user?.password, pair, clientSecret, token].map((value) => secret(value ?? '')),
    known('user', identity),
  ].filter(({ value }) => value !== '');
}

function known(kind: PrivateKind, value: string): PrivateValue {
  return { kind, value };
}

function secret(value: string): PrivateValue {
  return known('secret', value);
}

/** Login and host of an address, which may lack its scheme. */
function ofAddress(text: string): readonly PrivateValue[] {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null) return [];
  const isPublic = platformOf(url.origin) !== undefined || url.hostname === 'localhost';
  const hasName = /\p{L}/u.test(url.hostname) && !url.hostname.startsWith('[');
  return [
    secret(url.password),
    secret(decoded(url.password)),
    known('user', decoded(url.username)),
    ...(isPublic || !hasName ? [] : [known('host', url.hostname)]),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign that encodes nothing stands for itself
  }
}

function ofMachine(): readonly PrivateValue[] {
  const { username } = userInfo();
  const [shortName = ''] = hostname().split('.');
  return [
    ...(NOBODY.includes(username) ? [] : [known('user', username)]),
    ...[hostname(), shortName]
      .filter((name) => name !== 'localhost')
      .map((name) => known('host', name)),
  ];
}
