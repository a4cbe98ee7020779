import { platformOf } from '../../qualys/index.ts';
import type { ConfigProblem } from '../errors.ts';
import type { OptionNaming } from './option-naming.ts';
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

/** What the parts of this file work with. */
interface Given {
  readonly fields: Fields;
  readonly naming: OptionNaming;
}

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
  naming: OptionNaming,
): readonly ConfigProblem[] {
  const given = { fields, naming };
  const ways: WaysIn = {
    hasUser: hasAny(fields, ['qualysUsername', ...PASSWORDS]),
    hasToken: hasAny(fields, TOKENS),
    hasClient: hasAny(fields, ['qualysClientId', ...CLIENT_SECRETS]),
  };
  const { hasUser, hasToken, hasClient } = ways;
  if (!hasUser && !hasToken && !hasClient) return [noWayIn(naming)];
  return [
    ...(hasUser ? pairProblems(given, 'qualysUsername', 'the login name', PASSWORDS) : []),
    ...(hasToken ? oneOf(given, TOKENS) : []),
    ...(hasClient ? pairProblems(given, 'qualysClientId', 'the client id', CLIENT_SECRETS) : []),
    ...choiceProblems(given, ways),
    ...gatewayProblems(given, ways, apiUrl),
  ];
}

function noWayIn(naming: OptionNaming): ConfigProblem {
  const user = `${naming.nameOf('qualysUsername')} with ${anyOf(naming, PASSWORDS)}`;
  const client = `${naming.nameOf('qualysClientId')} with ${anyOf(naming, CLIENT_SECRETS)}`;
  return {
    option: 'qualysUsername',
    message: `There is no login: give ${user}; or ${anyOf(naming, TOKENS)}; or ${client}.`,
  };
}

/** A name and exactly one way to its secret. */
function pairProblems(
  given: Given,
  name: OptionName,
  meaning: string,
  secrets: readonly OptionName[],
): readonly ConfigProblem[] {
  const missing: ConfigProblem = {
    option: name,
    message: `${given.naming.nameOf(name)} is not set: give ${meaning}.`,
  };
  return [...(hasAny(given.fields, [name]) ? [] : [missing]), ...oneOf(given, secrets)];
}

function oneOf(
  { fields, naming }: Given,
  options: readonly OptionName[],
): readonly ConfigProblem[] {
  const given = options.filter((name) => fields[name] !== undefined);
  const [first] = options;
  if (given.length === 1 || first === undefined) return [];
  const what =
    given.length === 0
      ? `${naming.nameOf(first)} is not set`
      : `${given.map(naming.nameOf).join(' and ')} are both set`;
  const offered = options.filter(naming.isOffered);
  const remedy = offered.length === 1 ? 'give it' : `give exactly one of ${names(naming, options)}`;
  return [{ option: first, message: `${what}: ${remedy}.` }];
}

/** Settings that choose among ways in which are not there, or not the only ones. */
function choiceProblems(
  { fields, naming }: Given,
  { hasUser, hasToken, hasClient }: WaysIn,
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { nameOf } = naming;
  const tell = (option: OptionName, message: string) => {
    problems.push({ option, message: `${nameOf(option)} ${message}` });
  };
  const user = nameOf('qualysUsername');
  const client = nameOf('qualysClientId');
  if (hasToken && hasClient) {
    tell('qualysToken', `and ${client} are two ways to a bearer token: give one of them.`);
  }
  if (fields['qualysAuth'] !== undefined && (hasToken || hasClient)) {
    tell(
      'qualysAuth',
      `says how ${user} and its password log in, but a token or client credentials are set too: remove one of them.`,
    );
  }
  if (fields['qualysClientLevel'] !== undefined && !hasClient) {
    tell('qualysClientLevel', `is set without ${client}: give the client credentials too.`);
  }
  const portal = wordOf(fields, 'qualysQpsAuth');
  if (portal === 'basic' && !hasUser) {
    tell('qualysQpsAuth', `is basic: give ${user} and its password too.`);
  }
  if (portal === 'bearer' && !hasToken && !hasClient && wordOf(fields, 'qualysAuth') !== 'jwt') {
    const jwt = `${nameOf('qualysAuth')}=jwt`;
    tell('qualysQpsAuth', `is bearer: give a token, client credentials or ${jwt} too.`);
  }
  return problems;
}

/** Who needs a token of the gateway has to know where that is. */
function gatewayProblems(
  { fields, naming }: Given,
  { hasClient }: WaysIn,
  apiUrl: string | undefined,
): readonly ConfigProblem[] {
  const needsGateway = hasClient || wordOf(fields, 'qualysAuth') === 'jwt';
  if (!needsGateway || fields['qualysGatewayUrl'] !== undefined || apiUrl === undefined) return [];
  if (platformOf(apiUrl) !== undefined) return [];
  const message = `${naming.nameOf('qualysGatewayUrl')} is not set: give the API gateway of this private platform, which gives out the tokens.`;
  return [{ option: 'qualysGatewayUrl', message }];
}

function hasAny(fields: Fields, options: readonly OptionName[]): boolean {
  return options.some((name) => fields[name] !== undefined);
}

function wordOf(fields: Fields, name: OptionName): string | undefined {
  const given = fields[name];
  return typeof given === 'string' ? given.trim().toLowerCase() : undefined;
}

function anyOf(naming: OptionNaming, options: readonly OptionName[]): string {
  const offered = options.filter(naming.isOffered);
  return offered.length === 1 ? names(naming, offered) : `one of ${names(naming, offered)}`;
}

function names(naming: OptionNaming, options: readonly OptionName[]): string {
  return options.filter(naming.isOffered).map(naming.nameOf).join(', ');
}
