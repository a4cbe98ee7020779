import { platformOf } from '../../qualys/index.ts';
import type { ConfigProblem } from '../errors.ts';
import { envName } from './env-name.ts';
import type { OptionName } from './options.ts';

/** What was given, by option name. */
type Fields = Readonly<Record<string, unknown>>;

const PASSWORDS = [
  'qualysPassword',
  'qualysPasswordFile',
  'qualysPasswordCommand',
] as const satisfies readonly OptionName[];
const TOKENS = [
  'qualysToken',
  'qualysTokenFile',
  'qualysTokenCommand',
] as const satisfies readonly OptionName[];
const CLIENT_SECRETS = [
  'qualysClientSecret',
  'qualysClientSecretFile',
  'qualysClientSecretCommand',
] as const satisfies readonly OptionName[];

/** Which ways in were given, whole or in part. */
interface WaysIn {
  readonly hasUser: boolean;
  readonly hasToken: boolean;
  readonly hasClient: boolean;
}

/**
 * What is wrong with the login as a whole: nothing given, half of it, or two things that exclude each
 * other. A wish for two is never resolved by guessing.
 *
 * @param apiUrl address of the API server, if that is a good one
 */
export function loginProblems(
  fields: Fields,
  apiUrl: string | undefined,
): readonly ConfigProblem[] {
  const ways: WaysIn = {
    hasUser: hasAny(fields, ['qualysUsername', ...PASSWORDS]),
    hasToken: hasAny(fields, TOKENS),
    hasClient: hasAny(fields, ['qualysClientId', ...CLIENT_SECRETS]),
  };
  const { hasUser, hasToken, hasClient } = ways;
  if (!hasUser && !hasToken && !hasClient) return [noWayIn()];
  return [
    ...(hasUser ? pairProblems(fields, 'qualysUsername', 'the login name', PASSWORDS) : []),
    ...(hasToken ? oneOf(fields, TOKENS) : []),
    ...(hasClient ? pairProblems(fields, 'qualysClientId', 'the client id', CLIENT_SECRETS) : []),
    ...choiceProblems(fields, ways),
    ...gatewayProblems(fields, ways, apiUrl),
  ];
}

function noWayIn(): ConfigProblem {
  const user = `${envName('qualysUsername')} with one of ${names(PASSWORDS)}`;
  const client = `${envName('qualysClientId')} with one of ${names(CLIENT_SECRETS)}`;
  return {
    env: envName('qualysUsername'),
    message: `There is no login: give ${user}; or one of ${names(TOKENS)}; or ${client}.`,
  };
}

/** A name and exactly one way to its secret. */
function pairProblems(
  fields: Fields,
  name: OptionName,
  meaning: string,
  secrets: readonly OptionName[],
): readonly ConfigProblem[] {
  const missing: ConfigProblem = {
    env: envName(name),
    message: `${envName(name)} is not set: give ${meaning}.`,
  };
  return [...(hasAny(fields, [name]) ? [] : [missing]), ...oneOf(fields, secrets)];
}

function oneOf(fields: Fields, options: readonly OptionName[]): readonly ConfigProblem[] {
  const given = options.filter((name) => fields[name] !== undefined);
  const [first] = options;
  if (given.length === 1 || first === undefined) return [];
  const what =
    given.length === 0
      ? `${envName(first)} is not set`
      : `${given.map(envName).join(' and ')} are both set`;
  return [{ env: envName(first), message: `${what}: give exactly one of ${names(options)}.` }];
}

/** Settings that choose among ways in which are not there, or not the only ones. */
function choiceProblems(
  fields: Fields,
  { hasUser, hasToken, hasClient }: WaysIn,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const tell = (name: OptionName, message: string) => {
    problems.push({ env: envName(name), message: `${envName(name)} ${message}` });
  };
  if (hasToken && hasClient) {
    tell('qualysToken', 'and QUALYS_CLIENT_ID are two ways to a bearer token: give one of them.');
  }
  if (fields['qualysAuth'] !== undefined && (hasToken || hasClient)) {
    tell(
      'qualysAuth',
      'says how QUALYS_USERNAME and its password log in, but a token or client credentials are set too: remove one of them.',
    );
  }
  if (fields['qualysClientLevel'] !== undefined && !hasClient) {
    tell('qualysClientLevel', 'is set without QUALYS_CLIENT_ID: give the client credentials too.');
  }
  const portal = wordOf(fields, 'qualysQpsAuth');
  if (portal === 'basic' && !hasUser) {
    tell('qualysQpsAuth', 'is basic: give QUALYS_USERNAME and its password too.');
  }
  if (portal === 'bearer' && !hasToken && !hasClient && wordOf(fields, 'qualysAuth') !== 'jwt') {
    tell('qualysQpsAuth', 'is bearer: give a token, client credentials or QUALYS_AUTH=jwt too.');
  }
  return problems;
}

/** Who needs a token of the gateway has to know where that is. */
function gatewayProblems(
  fields: Fields,
  { hasClient }: WaysIn,
  apiUrl: string | undefined,
): readonly ConfigProblem[] {
  const needsGateway = hasClient || wordOf(fields, 'qualysAuth') === 'jwt';
  if (!needsGateway || fields['qualysGatewayUrl'] !== undefined || apiUrl === undefined) return [];
  if (platformOf(apiUrl) !== undefined) return [];
  const message =
    'QUALYS_GATEWAY_URL is not set: give the API gateway of this private platform, which gives out the tokens.';
  return [{ env: envName('qualysGatewayUrl'), message }];
}

function hasAny(fields: Fields, options: readonly OptionName[]): boolean {
  return options.some((name) => fields[name] !== undefined);
}

function wordOf(fields: Fields, name: OptionName): string | undefined {
  const given = fields[name];
  return typeof given === 'string' ? given.trim().toLowerCase() : undefined;
}

function names(options: readonly OptionName[]): string {
  return options.map(envName).join(', ');
}
