/**
 * Lists as properties. A list without elements is absent: Qualys writes an empty element or none at
 * all for the same thing (oddity 14).
 */

type Values = readonly (string | undefined)[] | undefined;

/** Up to this many, looking through a list takes less than making a set of it. */
const FEW = 16;

/** Distinct, in the order given. */
export function distinct(values: Values): readonly string[] | undefined {
  if (values === undefined || values.length === 0) return undefined;
  if (values.length > FEW) return distinctOfMany(values);
  const found: string[] = [];
  for (const value of values) {
    if (value !== undefined && value !== '' && !found.includes(value)) found.push(value);
  }
  return found.length === 0 ? undefined : found;
}

function distinctOfMany(values: readonly (string | undefined)[]): readonly string[] | undefined {
  const set = new Set<string>();
  for (const value of values) if (value !== undefined && value !== '') set.add(value);
  return set.size === 0 ? undefined : [...set];
}

/** Distinct and sorted by code unit, so that the order in an answer never looks like a change. */
export function sorted(values: Values): readonly string[] | undefined {
  if (values === undefined || values.length === 0) return undefined;
  // Most lists come in order, and this runs for every detection: no copy for those.
  if (isAscending(values)) return values;
  return values.length > FEW ? distinctOfMany(values)?.toSorted() : sortedOfFew(values);
}

/** Puts one after the other in its place. */
function sortedOfFew(values: readonly (string | undefined)[]): readonly string[] | undefined {
  const found: string[] = [];
  for (const value of values) {
    if (value === undefined || value === '') continue;
    let place = found.length;
    while (place > 0 && value < (found[place - 1] ?? '')) place -= 1;
    if (place > 0 && found[place - 1] === value) continue;
    for (let at = found.length; at > place; at -= 1) found[at] = found[at - 1] ?? '';
    found[place] = value;
  }
  return found.length === 0 ? undefined : found;
}

function isAscending(values: readonly (string | undefined)[]): values is readonly string[] {
  let before = '';
  for (const value of values) {
    if (value === undefined || value <= before) return false;
    before = value;
  }
  return true;
}

/** The parts between commas, trimmed, in the order given. */
export function commaParts(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  return distinct(
    text.indexOf(',') < 0 ? [text.trim()] : text.split(',').map((part) => part.trim()),
  );
}

/** The first `length` characters, never ending inside a surrogate pair. */
export function firstCharacters(text: string | undefined, length: number): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** As given, absent elements left out. */
export function listed(
  values: readonly (string | undefined)[] | undefined,
): readonly string[] | undefined {
  const told = values?.filter((value): value is string => value !== undefined && value !== '');
  return told === undefined || told.length === 0 ? undefined : told;
}
