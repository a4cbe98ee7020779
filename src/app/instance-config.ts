import {
  BY_LABEL,
  CONFIG_SCHEMA,
  ConfigError,
  defaultValue,
  envName,
  type FormField,
  isOptional,
  OPTION_NAMES,
  type OptionName,
  optionFacts,
  parseConfig,
} from '../integration/index.ts';
import type { Environment } from './environment.ts';
import { networkEnvironment } from './network-environment.ts';

/** An option as the form of an instance shows it. */
export interface InstanceOption extends FormField {
  readonly name: OptionName;
  readonly description: string;
  /** The values that are allowed, worded to follow "give". */
  readonly allowed: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** The value that it has when nobody sets it; undefined when it has none. */
  readonly fallback: unknown;
}

/** What is wrong with the value of one field. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Options by name; what is not set is not there. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** Every option of an instance that a form can set; what belongs to the machine is none of them. */
export const INSTANCE_OPTIONS: readonly InstanceOption[] = OPTION_NAMES.flatMap((name) => {
  const { form, description, allowed, isSecret = false } = optionFacts(name);
  if (form === undefined) return [];
  const isRequired = !isOptional(name);
  const fallback = defaultValue(name);
  return [
    {
      ...form,
      name,
      description: form.help ?? description,
      allowed,
      isSecret,
      isRequired,
      fallback,
    },
  ];
});

const FIELDS = new Map<string, InstanceOption>(INSTANCE_OPTIONS.map((each) => [each.name, each]));

/** Whether a name is that of a secret option. */
export function isSecretOption(name: string): boolean {
  return FIELDS.get(name)?.isSecret === true;
}

/** Whether a name is that of an option that anybody may see. */
export function isOpenOption(name: string): boolean {
  return FIELDS.get(name)?.isSecret === false;
}

/**
 * Everything that is wrong with the options of an instance, field by field, in the words of the form. No
 * value of a secret is in it.
 */
export function instanceProblems(fields: OptionValues): readonly FieldProblem[] {
  try {
    parseConfig(fields, BY_LABEL);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ option, message }) => ({ field: option, message }));
  }
}

/** The values of options that are good, as the schema reads them: numbers as numbers, lists without repetitions. */
export function normalOptions(fields: OptionValues): OptionValues {
  const { qualysApiUrl } = parseConfig(fields, BY_LABEL);
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => isOpenOption(name))
      .map(([name, value]) => {
        if (name === 'qualysApiUrl') return [name, qualysApiUrl];
        return [name, CONFIG_SCHEMA.shape[name as OptionName].parse(value)];
      }),
  );
}

/**
 * The environment in which a run of a stored instance takes place: the options of the instance, and of the
 * machine its way to the network. Secrets in files and commands of the machine are not an instance's.
 */
export function instanceEnvironment(fields: OptionValues, machine: Environment): Environment {
  const own = INSTANCE_OPTIONS.flatMap(({ name }) => {
    const value = fields[name];
    return value === undefined || value === null ? [] : [[envName(name), asText(value)]];
  });
  return { ...networkEnvironment(machine), ...Object.fromEntries(own) };
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
