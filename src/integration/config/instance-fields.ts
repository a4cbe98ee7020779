import { CONFIG_SCHEMA, OPTION_NAMES, type OptionName, optionFacts } from './options.ts';

/** A field of JupiterOne's `instanceConfigFields` (reference 5.3). */
export interface InstanceConfigField {
  /** `json` is not used: the SDK would refuse the comma-separated lists that users write. */
  readonly type: 'string' | 'boolean';
  readonly mask?: true;
  readonly optional?: true;
}

/** The options of an instance as JupiterOne's form describes them, by option name. */
export function instanceConfigFields(): Readonly<Record<string, InstanceConfigField>> {
  return Object.fromEntries(
    OPTION_NAMES.filter((name) => !optionFacts(name).isOfMachine).map((name) => {
      const facts = optionFacts(name);
      const field: InstanceConfigField = {
        type: typeof defaultValue(name) === 'boolean' ? 'boolean' : 'string',
        ...(facts.isSecret ? { mask: true } : {}),
        ...(isOptional(name) ? { optional: true } : {}),
      };
      return [name, field];
    }),
  );
}

/** The value of an option that nobody set; undefined when it has none. */
export function defaultValue(name: OptionName): unknown {
  const parsed = CONFIG_SCHEMA.shape[name].safeParse(undefined);
  return parsed.success ? parsed.data : undefined;
}

/** Whether the option can be left out. */
export function isOptional(name: OptionName): boolean {
  return CONFIG_SCHEMA.shape[name].safeParse(undefined).success;
}
