import { envName } from './env-name.ts';
import { type Config, OPTION_NAMES, type OptionName, optionFacts } from './options.ts';
import { parseConfig } from './read-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of an instance whose fields somebody else keeps (JupiterOne), on this machine: what
 * belongs to the machine (proxy, certificates, a password in a file) comes from its environment.
 *
 * @throws {ConfigError} as `readConfig` does
 */
export function readInstanceConfig(
  fields: Readonly<Record<string, unknown>>,
  environment: Environment,
): Config {
  return parseConfig(
    Object.fromEntries(
      OPTION_NAMES.map((name) => [
        name,
        optionFacts(name).isOfMachine ? ofMachine(environment, name) : fields[name],
      ]),
    ),
  );
}

function ofMachine(environment: Environment, name: OptionName): string | undefined {
  const { aliases = [], isEmptyAbsent } = optionFacts(name);
  return [envName(name), ...aliases]
    .map((variable) => environment[variable])
    .find((value) => value !== undefined && !(isEmptyAbsent && value.trim() === ''));
}
