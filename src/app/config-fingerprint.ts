import { hash } from 'node:crypto';
import {
  type CollectSettings,
  type Config,
  DEFAULT_SETTINGS,
  OPTION_NAMES,
  optionFacts,
  scopeFingerprint,
} from '../integration/index.ts';

/**
 * Equal for runs of which one can go on with the pages of the other: the same settings, the same versions of
 * the endpoints, pages cut in the same way. The latter two change with this program. Secrets are not in it.
 */
export function configFingerprint(
  config: Config,
  sizes: CollectSettings = DEFAULT_SETTINGS,
): string {
  const settings = OPTION_NAMES.filter((name) => !optionFacts(name).isSecret).map((name) => [
    name,
    config[name],
  ]);
  return hash('sha256', JSON.stringify([settings, scopeFingerprint(config), sizes]));
}
