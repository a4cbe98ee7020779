/** Header names in lower case to values, as HTTP clients give them. */
export type HeaderMap = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Limits of an endpoint as an answer tells them (reference 5.1). Absent is not zero. */
export interface RateHeaders {
  /** Calls per window. */
  readonly limit?: number;
  readonly windowMs?: number;
  /** Calls left. */
  readonly remaining?: number;
  /** How long until the next call is allowed. */
  readonly waitMs?: number;
  /** Calls at once. */
  readonly concurrencyLimit?: number;
}

/** Reads the limits from the headers of an answer; some pages print two names with one hyphen less. */
export function readRateHeaders(headers: HeaderMap): RateHeaders {
  const limit = wholeNumber(headers, 'x-ratelimit-limit');
  const windowSeconds = wholeNumber(headers, 'x-ratelimit-window-sec');
  const remaining = wholeNumber(headers, 'x-ratelimit-remaining');
  const waitSeconds =
    wholeNumber(headers, 'x-ratelimit-towait-sec') ?? wholeNumber(headers, 'retry-after');
  const concurrencyLimit =
    wholeNumber(headers, 'x-concurrency-limit-limit') ??
    wholeNumber(headers, 'x-concurrencylimit-limit');
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(windowSeconds === undefined ? {} : { windowMs: windowSeconds * 1000 }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(waitSeconds === undefined ? {} : { waitMs: waitSeconds * 1000 }),
    ...(concurrencyLimit === undefined ? {} : { concurrencyLimit }),
  };
}

/** One value of a header. */
export function headerText(headers: HeaderMap, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function wholeNumber(headers: HeaderMap, name: string): number | undefined {
  const text = headerText(headers, name)?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
