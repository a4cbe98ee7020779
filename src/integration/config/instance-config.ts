import { type Environment, givenValue } from './option-values.ts';
import { type Config, OPTION_NAMES, optionFacts } from './options.ts';
import { parseConfig } from './read-config.ts';

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
      OPTION_NAMES.map((name) => {
        const facts = optionFacts(name);
        return [name, facts.isOfMachine ? givenValue(environment, name, facts) : fields[name]];
      }),
    ),
  );
}
