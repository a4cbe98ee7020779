import { envName, givenValue, type OptionName, optionFacts } from '../integration/index.ts';
import type { Environment } from './environment.ts';

const NETWORK_OPTIONS = [
  'httpsProxy',
  'noProxy',
  'qualysCaFile',
] as const satisfies readonly OptionName[];

/** What of an environment is about the way to the outside: proxy and certificates. */
export function networkEnvironment(machine: Environment): Environment {
  return Object.fromEntries(
    NETWORK_OPTIONS.flatMap((name) => {
      const value = givenValue(machine, name, optionFacts(name));
      return value === undefined ? [] : [[envName(name), value]];
    }),
  );
}
