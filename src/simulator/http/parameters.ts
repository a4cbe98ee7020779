import { FoError } from './fo-error.ts';
import { parseRanges, type Ranges } from './ranges.ts';

/** Says what is wrong with a value, or nothing when it is fine. */
export type ParameterRule = (value: string) => string | undefined;

/** 0 or 1. */
export const flag: ParameterRule = (value) =>
  value === '0' || value === '1' ? undefined : 'must be 0 or 1';

/** Any text. */
export const anyText: ParameterRule = (value) => (value === '' ? 'empty value' : undefined);

/** A whole number within bounds. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): ParameterRule {
  return (value) =>
    /^\d{1,15}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `must be an integer from ${least} to ${most}`;
}

/** Ids and ranges of ids. */
export const idRanges: ParameterRule = (value) => {
  const parsed = parseRanges(value);
  return 'fault' in parsed ? `neither a positive integer nor a range: ${parsed.fault}` : undefined;
};

/** One of the given words. */
export function oneOf(...words: readonly string[]): ParameterRule {
  return (value) => (words.includes(value) ? undefined : `must be one of: ${words.join(', ')}`);
}

/** A comma list of the given words. */
export function listOf(...words: readonly string[]): ParameterRule {
  return (value) => {
    const wrong = value.split(',').find((word) => !words.includes(word));
    return wrong === undefined ? undefined : `unknown value: ${wrong}`;
  };
}

/** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM:SSZ`, UTC. */
export const dateTime: ParameterRule = (value) =>
  parseDate(value) === undefined ? 'date format must be YYYY-MM-DD[THH:MM:SSZ]' : undefined;

/** A regular expression. */
export const pattern: ParameterRule = (value) => {
  try {
    new RegExp(value);
    return undefined;
  } catch {
    return 'not a valid regular expression';
  }
};

function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * The parameters of one call, checked: names and values are case-sensitive, of a parameter that comes
 * twice the last one counts, and a wrong one is refused with Qualys' code (reference 4, 6.1).
 */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;

  private constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /**
   * @throws {FoError} 1901 unknown parameter, 1903 missing, 1904 two that exclude each other, 1905 bad value
   */
  static check(
    given: ReadonlyMap<string, string>,
    rules: Readonly<Record<string, ParameterRule>>,
    exclusive: readonly (readonly string[])[] = [],
  ): Parameters {
    const unknown = [...given.keys()].filter((name) => !Object.hasOwn(rules, name));
    if (unknown.length > 0) {
      throw new FoError(1901, 400, `Unrecognized parameter(s): ${unknown.join(',')}`);
    }
    if (!given.has('action')) {
      throw new FoError(1903, 400, 'Missing required parameter(s): action');
    }
    for (const [name, value] of given) {
      const fault = rules[name]?.(value);
      if (fault !== undefined) {
        throw new FoError(1905, 400, `parameter ${name} has invalid value: ${value} (${fault})`);
      }
    }
    for (const group of exclusive) {
      const both = group.filter((name) => given.has(name));
      if (both.length > 1) {
        throw new FoError(1904, 400, `Mutually exclusive parameters: ${both.join(', ')}`);
      }
    }
    return new Parameters(given);
  }

  /** Names and values as given. */
  entries(): Iterable<[string, string]> {
    return this.#values.entries();
  }

  /** Whether the parameter was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A text, if given. */
  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** A flag, or what it is by default. */
  isOn(name: string, byDefault = false): boolean {
    const value = this.#values.get(name);
    return value === undefined ? byDefault : value === '1';
  }

  /** A number, if given. */
  number(name: string): number | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : Number(value);
  }

  /** A date as epoch milliseconds, if given. */
  date(name: string): number | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : parseDate(value);
  }

  /** A comma list, if given. */
  list(name: string): readonly string[] | undefined {
    return this.#values.get(name)?.split(',');
  }

  /** Id ranges, if given. */
  ranges(name: string): Ranges | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const parsed = parseRanges(value);
    return 'fault' in parsed ? undefined : parsed;
  }
}
