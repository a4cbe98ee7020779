import { envName } from './env-name.ts';
import { defaultValue, isOptional } from './instance-fields.ts';
import { OPTION_NAMES, type OptionFacts, optionFacts } from './options.ts';

/** An option as the reference table tells it. */
export interface DocumentedOption {
  readonly name: string;
  readonly facts: OptionFacts;
  readonly isOptional: boolean;
  /** The value that it has when nobody sets it. */
  readonly fallback: unknown;
}

/** The reference table of all options of an instance, as Markdown. */
export function configTable(): string {
  return optionTable(
    OPTION_NAMES.map((name) => ({
      name,
      facts: optionFacts(name),
      isOptional: isOptional(name),
      fallback: defaultValue(name),
    })),
  );
}

/** A reference table of options, as Markdown. */
export function optionTable(options: readonly DocumentedOption[]): string {
  const rows = options.map(({ name, facts, isOptional: mayBeAbsent, fallback }) => [
    `\`${envName(name)}\``,
    `\`${name}\``,
    mayBeAbsent ? shown(fallback) : 'required',
    facts.allowed,
    facts.description,
  ]);
  const lines = [
    ['Environment', 'Option', 'Default', 'Give', 'What it does'],
    ['---', '---', '---', '---', '---'],
    ...rows,
  ].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'unset';
  if (Array.isArray(value)) return value.length === 0 ? 'unset' : value.join(',');
  if (typeof value === 'object') return 'unset';
  return String(value);
}
