import type { ConfigProblem } from '../errors.ts';
import { envName } from './env-name.ts';
import type { OptionFacts } from './options.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What an environment gives for an option, under its own name or another; undefined if it is not set. */
export function givenValue(
  environment: Environment,
  name: string,
  facts: OptionFacts,
): string | undefined {
  for (const variable of [envName(name), ...(facts.aliases ?? [])]) {
    const value = environment[variable];
    if (value !== undefined && !(facts.isEmptyAbsent && value.trim() === '')) return value;
  }
  return undefined;
}

interface Issue {
  readonly path: readonly PropertyKey[];
}

/** One problem per option that a schema has issues with: those of a list are told together. */
export function valueProblems(
  options: Readonly<Record<string, OptionFacts>>,
  fields: Readonly<Record<string, unknown>>,
  issues: readonly Issue[],
  nameOf: (option: string) => string = envName,
): readonly ConfigProblem[] {
  return Object.entries(options)
    .filter(([name]) => issues.some((issue) => issue.path[0] === name))
    .map(([name, facts]) => ({
      option: name,
      message: `${nameOf(name)} ${describe(fields[name], facts)}: give ${facts.allowed}.`,
    }));
}

const LONGEST_VALUE = 80;

function describe(value: unknown, facts: OptionFacts): string {
  if (value === undefined) return 'is not set';
  if (typeof value === 'string' && value.trim() === '') return 'is set but empty';
  if (facts.isSecret) return 'cannot be used (its value is not shown)';
  const text = withoutCredentials(typeof value === 'string' ? value : JSON.stringify(value));
  const shown = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  return `is ${JSON.stringify(shown)}, which is not allowed`;
}

/** A login that was pasted into an address must not come back in an error. */
function withoutCredentials(text: string): string {
  return text.replace(/(?:\/\/|^[^\s:/]+:).*@/s, '…@');
}
