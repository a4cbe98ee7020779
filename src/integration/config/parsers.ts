import { z } from 'zod';

/**
 * Schemas for one option value each. They take what an environment gives (texts) as well as what a
 * form or a JSON configuration gives (numbers, booleans, arrays), so that one schema serves both.
 */

/** Text, trimmed, not empty. A value that is only blanks counts as a mistake, not as absent. */
export function textValue() {
  return z.string().trim().min(1);
}

/** A secret: not trimmed, since blanks may belong to it. */
export function secretValue() {
  return z.string().min(1);
}

/** The origin of an https address (http for this machine only), without a path. */
export function addressValue() {
  return z
    .string()
    .trim()
    .transform((text, context) => {
      const url = URL.parse(text);
      const isLocal = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
      if (url?.protocol === 'https:' || (isLocal && url.protocol === 'http:')) return url.origin;
      context.addIssue({ code: 'custom', message: 'not an https address' });
      return z.NEVER;
    });
}

/** `true` or `false`, case ignored. */
export function booleanValue() {
  return z.preprocess((given) => {
    if (typeof given !== 'string') return given;
    const text = given.trim().toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : given;
  }, z.boolean());
}

/** A whole number between the bounds, both included. */
export function integerValue(least: number, most: number) {
  return z.preprocess(toNumber, z.number().int().min(least).max(most));
}

/** A list of whole numbers, without repetitions. */
export function integerList(least: number, most: number) {
  return z
    .preprocess(splitList, z.array(z.preprocess(toNumber, z.number().int().min(least).max(most))))
    .transform(distinct);
}

/** A list of names, without repetitions. The API separates names by commas, so that none may hold one. */
export function nameList() {
  return z
    .preprocess(
      splitList,
      z.array(
        z.preprocess(
          toText,
          z
            .string()
            .trim()
            .regex(/^[^,]+$/),
        ),
      ),
    )
    .transform(distinct);
}

/** A list of ids: digits, kept as text. */
export function idList() {
  return z
    .preprocess(
      splitList,
      z.array(
        z.preprocess(
          toText,
          z
            .string()
            .trim()
            .regex(/^\d{1,20}$/),
        ),
      ),
    )
    .transform(distinct);
}

/** A list of words out of a few, case ignored, in the spelling of the choices. */
export function choiceList<const Choice extends string>(choices: readonly Choice[]) {
  const spelling = new Map(choices.map((choice) => [choice.toLowerCase(), choice]));
  return z
    .preprocess(
      splitList,
      z
        .array(
          z.preprocess(
            (given) =>
              typeof given === 'string'
                ? (spelling.get(given.trim().toLowerCase()) ?? given)
                : given,
            z.enum(choices),
          ),
        )
        .min(1),
    )
    .transform(distinct);
}

/** One word out of a few, case ignored. The choices are in lower case. */
export function choiceValue<const Choice extends string>(choices: readonly Choice[]) {
  return z.preprocess(
    (given) => (typeof given === 'string' ? given.trim().toLowerCase() : given),
    z.enum(choices),
  );
}

/** `name=value` pairs in a comma-separated list or a JSON object; the names are out of a few. */
export function pairs<const Name extends string>(names: readonly Name[], value: RegExp) {
  return z.preprocess(
    splitPairs,
    z.partialRecord(z.enum(names), z.preprocess(toText, z.string().trim().regex(value))),
  );
}

/**
 * Takes a comma-separated text, a JSON array in a text, or an array. An array passes untouched; a
 * text that looks like a JSON array but is none stays a text, which the array schema then refuses.
 */
export function splitList(given: unknown): unknown {
  if (typeof given === 'number') return [given];
  if (typeof given !== 'string') return given;
  const text = given.trim();
  if (text === '') return given;
  if (text.startsWith('[')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return given; // the caller's schema says what is allowed
    }
  }
  const items = text.split(',').map((item) => item.trim());
  return items.at(-1) === '' ? items.slice(0, -1) : items;
}

function splitPairs(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  const text = given.trim();
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return given;
    }
  }
  const entries = text.split(',').map((pair) => pair.split('='));
  if (entries.some((entry) => entry.length !== 2)) return given;
  return Object.fromEntries(entries.map(([name = '', value = '']) => [name.trim(), value.trim()]));
}

function toNumber(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  const text = given.trim();
  return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : given;
}

function toText(given: unknown): unknown {
  return typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : given;
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
