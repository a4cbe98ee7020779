import type { QueryRequest } from '../../../../../src/server/api/query.ts';

/** What the address of the page asks: a link to it asks the same. */
export type AskedQuery = QueryRequest;

type Parameters = NonNullable<QueryRequest['parameters']>;

/** Values of placeholders out of an address; what somebody has spoiled by hand is none. */
function parametersIn(text: string | null): Parameters | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Parameters) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads `?q=`, `values`, `deleted` and `at`; undefined where nothing is asked. */
export function askedIn(search: URLSearchParams, at: string | undefined): AskedQuery | undefined {
  const query = search.get('q') ?? '';
  if (query.trim() === '') return undefined;
  const parameters = parametersIn(search.get('values'));
  return {
    query,
    ...(at !== undefined && { at }),
    ...(search.get('deleted') === '1' && { includeDeleted: true }),
    ...(parameters !== undefined && { parameters }),
  };
}

/** The address with another question; the view and the moment stay. */
export function withAsked(
  before: URLSearchParams,
  { query, includeDeleted, parameters }: Omit<AskedQuery, 'at'>,
): URLSearchParams {
  const after = new URLSearchParams(before);
  after.set('q', query);
  if (includeDeleted === true) after.set('deleted', '1');
  else after.delete('deleted');
  if (parameters === undefined || Object.keys(parameters).length === 0) after.delete('values');
  else after.set('values', JSON.stringify(parameters));
  after.delete('entity');
  return after;
}

type Value = string | number | boolean;

function single(text: string): Value {
  const word = text.trim();
  if (/^'.*'$|^".*"$/.test(word)) return word.slice(1, -1);
  if (word === 'true' || word === 'false') return word === 'true';
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
}

/** A value as it is typed: a number, true or false, a text, or several with commas. Quotes make a text of anything. */
export function typedValue(text: string): Value | Value[] {
  const parts = text.match(/\s*'[^']*'\s*|\s*"[^"]*"\s*|[^,]+/g) ?? [''];
  const [only = '', ...more] = parts.filter((part) => part.trim() !== '');
  return more.length === 0 ? single(only) : [only, ...more].map(single);
}

function typedSingle(value: Value): string {
  return typeof value === 'string' && (single(value) !== value || value.includes(','))
    ? `'${value}'`
    : String(value);
}

/** The reverse of {@link typedValue}. */
export function valueAsTyped(value: Value | readonly Value[] | undefined): string {
  if (value === undefined) return '';
  return [value]
    .flat()
    .map((each) => typedSingle(each as Value))
    .join(', ');
}
