/** One filter of a portal request. */
export interface Criterion {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** A ServiceRequest of the portal API, read from XML or JSON. */
export interface ServiceRequest {
  readonly limit: number;
  /** 1-based. */
  readonly offset: number;
  readonly verbose: boolean;
  readonly criteria: readonly Criterion[];
}

/** The body is no ServiceRequest. */
export class ServiceRequestError extends Error {}

const DEFAULT_LIMIT = 100;
const MOST = 1000;

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

/**
 * Reads a body; an empty one asks for everything.
 *
 * @throws {ServiceRequestError} when it is neither
 */
export function readServiceRequest(body: string, isJson: boolean): ServiceRequest {
  if (body.trim() === '') return { limit: DEFAULT_LIMIT, offset: 1, verbose: false, criteria: [] };
  return isJson ? fromJson(body) : fromXml(body);
}

function bounded(text: string | undefined, byDefault: number, most: number): number {
  if (text === undefined) return byDefault;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new ServiceRequestError(`Invalid value in preferences (${text}).`);
  }
  return Math.min(value, most);
}

function fromXml(body: string): ServiceRequest {
  if (!/<ServiceRequest\b[^>]*(\/>|>[\s\S]*<\/ServiceRequest>\s*$)/.test(body)) {
    throw new ServiceRequestError('The request body is not a well-formed ServiceRequest.');
  }
  const preference = (name: string): string | undefined =>
    new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(body)?.[1];
  const criteria = [...body.matchAll(/<Criteria\b([^>]*?)(?:\/>|>([\s\S]*?)<\/Criteria>)/g)].map(
    ([, attributes = '', value = '']) => ({
      field: unescaped(/\bfield\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? ''),
      operator: unescaped(/\boperator\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? ''),
      value: unescaped(value.trim()),
    }),
  );
  return {
    limit: bounded(preference('limitResults'), DEFAULT_LIMIT, MOST),
    offset: bounded(preference('startFromOffset'), 1, Number.MAX_SAFE_INTEGER),
    verbose: preference('verbose') === 'true',
    criteria,
  };
}

interface JsonBody {
  readonly ServiceRequest?: {
    readonly preferences?: Readonly<Record<string, unknown>>;
    readonly filters?: { readonly Criteria?: unknown };
  };
}

function fromJson(body: string): ServiceRequest {
  let parsed: JsonBody;
  try {
    parsed = JSON.parse(body) as JsonBody;
  } catch {
    throw new ServiceRequestError('The request body is not valid JSON.');
  }
  const preferences = parsed.ServiceRequest?.preferences ?? {};
  const preference = (name: string): string | undefined =>
    preferences[name] === undefined ? undefined : String(preferences[name]);
  const given = parsed.ServiceRequest?.filters?.Criteria ?? [];
  const list = (Array.isArray(given) ? given : [given]) as readonly Readonly<
    Record<string, unknown>
  >[];
  return {
    limit: bounded(preference('limitResults'), DEFAULT_LIMIT, MOST),
    offset: bounded(preference('startFromOffset'), 1, Number.MAX_SAFE_INTEGER),
    verbose: preference('verbose') === 'true',
    criteria: list.map((entry) => ({
      field: String(entry['field'] ?? ''),
      operator: String(entry['operator'] ?? ''),
      value: String(entry['value'] ?? ''),
    })),
  };
}
