import type { z } from 'zod';
import { jwtClaims, normaliseApiUrl, QualysError } from '../../qualys/index.ts';
import { ConfigError, type ConfigProblem } from '../errors.ts';
import { loginProblems } from './login-problems.ts';
import { BY_VARIABLE, type OptionNaming } from './option-naming.ts';
import { type Environment, givenValue, valueProblems } from './option-values.ts';
import {
  CONFIG_SCHEMA,
  type Config,
  OPTION_NAMES,
  type OptionName,
  optionFacts,
} from './options.ts';

/** The facts of every option. */
const OPTION_FACTS = Object.fromEntries(OPTION_NAMES.map((name) => [name, optionFacts(name)]));

/**
 * Reads the configuration of an instance from the environment.
 *
 * @throws {ConfigError} naming every problem at once, one line each: the variable, what was given
 *   (never a secret) and what is allowed
 */
export function readConfig(environment: Environment): Config {
  return parseConfig(
    Object.fromEntries(
      OPTION_NAMES.map((name) => [name, givenValue(environment, name, optionFacts(name))]),
    ),
  );
}

/**
 * Reads the configuration from the fields of an instance (JupiterOne's form, a stored instance): by
 * option name, values of any kind.
 *
 * @throws {ConfigError} as {@link readConfig}
 */
export function parseConfig(
  fields: Readonly<Record<string, unknown>>,
  naming: OptionNaming = BY_VARIABLE,
): Config {
  const present = Object.fromEntries(
    OPTION_NAMES.filter((name) => fields[name] !== undefined && fields[name] !== null).map(
      (name) => [name, fields[name]],
    ),
  );
  const parsed = CONFIG_SCHEMA.safeParse(present);
  const server = apiServer(present);
  const problems = [
    ...loginProblems(present, server.url, naming),
    ...(parsed.success
      ? []
      : valueProblems(OPTION_FACTS, present, parsed.error.issues, (option) =>
          naming.nameOf(option as OptionName),
        )),
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
    return { problem: { option: 'qualysApiUrl', message } };
  }
}
