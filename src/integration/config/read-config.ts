import type { z } from 'zod';
import { jwtClaims, normaliseApiUrl, QualysError } from '../../qualys/index.ts';
import { ConfigError, type ConfigProblem } from '../errors.ts';
import { envName } from './env-name.ts';
import { loginProblems } from './login-problems.ts';
import {
  CONFIG_SCHEMA,
  type Config,
  OPTION_NAMES,
  type OptionFacts,
  type OptionName,
  optionFacts,
} from './options.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration of an instance from the environment.
 *
 * @throws {ConfigError} naming every problem at once, one line each: the variable, what was given
 *   (never a secret) and what is allowed
 */
export function readConfig(environment: Environment): Config {
  return parseConfig(
    Object.fromEntries(OPTION_NAMES.map((name) => [name, given(environment, name)])),
  );
}

/**
 * Reads the configuration from the fields of an instance (JupiterOne's form, a stored instance): by
 * option name, values of any kind.
 *
 * @throws {ConfigError} as {@link readConfig}
 */
export function parseConfig(fields: Readonly<Record<string, unknown>>): Config {
  const present = Object.fromEntries(
    OPTION_NAMES.filter((name) => fields[name] !== undefined && fields[name] !== null).map(
      (name) => [name, fields[name]],
    ),
  );
  const parsed = CONFIG_SCHEMA.safeParse(present);
  const server = apiServer(present);
  const problems = [
    ...loginProblems(present, server.url),
    ...(parsed.success ? [] : valueProblems(present, parsed.error.issues)),
    ...(server.problem === undefined ? [] : [server.problem]),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const { data } = parsed;
  return Object.freeze({
    ...data,
    qualysUsername: identityOf(data),
    qualysApiUrl: server.url ?? data.qualysApiUrl,
  });
}

/** Whose login it is, as far as that is told: a token may say it. */
function identityOf({
  qualysUsername,
  qualysClientId,
  qualysToken,
}: z.output<typeof CONFIG_SCHEMA>): string {
  return qualysUsername ?? qualysClientId ?? jwtClaims(qualysToken ?? '')?.subject ?? '';
}

interface ApiServer {
  readonly url?: string;
  readonly problem?: ConfigProblem;
}

/** Checks the address as the client will use it, so that a wrong one is told with everything else. */
function apiServer(fields: Readonly<Record<string, unknown>>): ApiServer {
  const { qualysApiUrl: given, qualysGatewayUrl, qualysUiUrl } = fields;
  if (typeof given !== 'string' || given.trim() === '') return {};
  const allowAnyHost = qualysGatewayUrl !== undefined || qualysUiUrl !== undefined;
  try {
    return { url: normaliseApiUrl(given, { allowAnyHost }) };
  } catch (error) {
    if (!(error instanceof QualysError)) throw error;
    const message = `${error.message}. ${error.whatToDo}`;
    return { problem: { env: envName('qualysApiUrl'), message } };
  }
}

function given(environment: Environment, name: OptionName): string | undefined {
  const facts = optionFacts(name);
  for (const variable of [envName(name), ...(facts.aliases ?? [])]) {
    const value = environment[variable];
    if (value !== undefined && !(facts.isEmptyAbsent && value.trim() === '')) return value;
  }
  return undefined;
}

interface Issue {
  readonly path: readonly PropertyKey[];
}

/** One problem per option: the issues of a list are told together. */
function valueProblems(
  fields: Readonly<Record<string, unknown>>,
  issues: readonly Issue[],
): readonly ConfigProblem[] {
  const names = OPTION_NAMES.filter((name) => issues.some((issue) => issue.path[0] === name));
  return names.map((name) => {
    const facts = optionFacts(name);
    return {
      env: envName(name),
      message: `${envName(name)} ${describe(fields[name], facts)}: give ${facts.allowed}.`,
    };
  });
}

const LONGEST_VALUE = 80;

function describe(value: unknown, facts: OptionFacts): string {
  if (value === undefined) return 'is not set';
  if (typeof value === 'string' && value.trim() === '') return 'is set but empty';
  if (facts.isSecret) return 'cannot be used (its value is not shown)';
  const text = withoutCredentials(typeof value === 'string' ? value : JSON.stringify(value));
  const shown = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  return `is ${JSON.stringify(shown)}, which is not allowed`;
}

/** A login that was pasted into an address must not come back in an error. */
function withoutCredentials(text: string): string {
  return text.replace(/(?:\/\/|^[^\s:/]+:).*@/s, '…@');
}
