import { envName } from './env-name.ts';
import type { Environment } from './option-values.ts';
import { OPTION_NAMES } from './options.ts';

/** Beginnings that only our options have; variables of others are none of our business. */
const OUR_PREFIXES = ['QUALYS_', 'VMDR_'];

/**
 * Warnings about variables that look like options and are none, with the option that was probably
 * meant: a misspelt filter would otherwise be ignored without a word. Names only, never values.
 */
export function unknownOptionWarnings(
  environment: Environment,
  options: readonly string[] = OPTION_NAMES,
  prefixes: readonly string[] = OUR_PREFIXES,
): readonly string[] {
  const known = options.map(envName);
  return Object.keys(environment)
    .filter((name) => environment[name] !== undefined && !known.includes(name))
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
    .sort()
    .map((name) => {
      const meant = closest(name, known);
      return meant === undefined
        ? `${name} is no option and was ignored.`
        : `${name} is no option and was ignored. Did you mean ${meant}?`;
    });
}

function closest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 4)
    ? best.candidate
    : undefined;
}

/** Letters to insert, remove or replace to get from one to the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
