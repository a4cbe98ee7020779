import type { Choices } from './choices.ts';
import type { Scalar } from './graph.ts';

/** A word of the language in one of the cases in which people write it. */
export function keyword(choices: Choices, word: string): string {
  if (!choices.chance(10)) return word;
  return choices.chance(50) ? word.toLowerCase() : word.charAt(0) + word.slice(1).toLowerCase();
}

/** A text in quotes of either kind. */
export function quoted(choices: Choices, text: string): string {
  const quote = choices.chance(30) ? '"' : "'";
  return `${quote}${text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** A value as a literal. */
export function literal(choices: Choices, value: Scalar): string {
  if (typeof value === 'string') return quoted(choices, value);
  if (typeof value === 'boolean') return keyword(choices, String(value));
  return Math.abs(value) >= 1000 && choices.chance(20) ? value.toExponential() : String(value);
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** A property behind a prefix: `x`, `a.x`, `a.[cost-centre]`. */
export function property(choices: Choices, prefix: string, name: string): string {
  const needsBrackets = !PLAIN.test(name) || choices.chance(8);
  return `${prefix}${prefix === '' ? '' : '.'}${needsBrackets ? `[${name}]` : name}`;
}

/** A text as a pattern that matches it. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&').replaceAll('\n', '\\n');
}
