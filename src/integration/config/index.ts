export { configTable } from './docs-table.ts';
export { envName } from './env-name.ts';
export { type InstanceConfigField, instanceConfigFields } from './instance-fields.ts';
export {
  CONFIG_SCHEMA,
  type Config,
  OPTION_NAMES,
  type OptionFacts,
  type OptionName,
  optionFacts,
} from './options.ts';
export { type Environment, parseConfig, readConfig } from './read-config.ts';
export { unknownOptionWarnings } from './unknown-options.ts';
export { hasPassword, portalAuth, type WayIn, wayIn } from './way-in.ts';
