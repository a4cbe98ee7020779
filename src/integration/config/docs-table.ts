import { envName } from './env-name.ts';
import { defaultValue, isOptional } from './instance-fields.ts';
import { OPTION_NAMES, optionFacts } from './options.ts';

/** The reference table of all options, as Markdown. */
export function configTable(): string {
  const rows = OPTION_NAMES.map((name) => {
    const facts = optionFacts(name);
    return [
      `\`${envName(name)}\``,
      `\`${name}\``,
      isOptional(name) ? shown(defaultValue(name)) : 'required',
      facts.allowed,
      facts.description,
    ];
  });
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
