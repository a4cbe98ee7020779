export { configTable, type DocumentedOption, optionTable } from './docs-table.ts';
export { envName } from './env-name.ts';
export {
  defaultValue,
  type InstanceConfigField,
  instanceConfigFields,
  isOptional,
} from './instance-fields.ts';
export { BY_LABEL, BY_VARIABLE, type OptionNaming } from './option-naming.ts';
export { type Environment, givenValue, valueProblems } from './option-values.ts';
export {
  CONFIG_SCHEMA,
  type Config,
  type FormField,
  type FormSection,
  OPTION_NAMES,
  type OptionFacts,
  type OptionName,
  optionFacts,
} from './options.ts';
export { addressValue, booleanValue, textValue } from './parsers.ts';
export { parseConfig, readConfig } from './read-config.ts';
export { unknownOptionWarnings } from './unknown-options.ts';
export { hasPassword, portalAuth, type WayIn, wayIn } from './way-in.ts';
