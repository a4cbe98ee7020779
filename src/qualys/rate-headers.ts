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

// What is beyond these is no limit of an API but a mistake of whoever wrote the header.
const MOST_CALLS = 10_000_000;
const MOST_AT_ONCE = 1000;
const LONGEST_SECONDS = 7 * 86_400;

/**
 * Reads the limits from the headers of an answer; some pages print two names with one hyphen less. A
 * value that is negative, huge or no number at all says nothing, like a header that is missing.
 */
export function readRateHeaders(headers: HeaderMap): RateHeaders {
  const limit = numberIn(headers, 'x-ratelimit-limit', 1, MOST_CALLS);
  const windowSeconds = numberIn(headers, 'x-ratelimit-window-sec', 1, LONGEST_SECONDS);
  const remaining = numberIn(headers, 'x-ratelimit-remaining', 0, limit ?? MOST_CALLS);
  const waitSeconds =
    numberIn(headers, 'x-ratelimit-towait-sec', 0, LONGEST_SECONDS) ??
    numberIn(headers, 'retry-after', 0, LONGEST_SECONDS) ??
    secondsUntil(headers, 'retry-after');
  const concurrencyLimit =
    numberIn(headers, 'x-concurrency-limit-limit', 1, MOST_AT_ONCE) ??
    numberIn(headers, 'x-concurrencylimit-limit', 1, MOST_AT_ONCE);
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

function numberIn(headers: HeaderMap, name: string, least: number, most: number) {
  const text = headerText(headers, name)?.trim() ?? '';
  if (!/^\d{1,9}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}

/** Seconds until a time that a gateway names as a date; by the clock of the answer, not by ours. */
function secondsUntil(headers: HeaderMap, name: string): number | undefined {
  const until = Date.parse(headerText(headers, name) ?? '');
  const seconds = Math.ceil((until - Date.parse(headerText(headers, 'date') ?? '')) / 1000);
  return seconds >= 0 && seconds <= LONGEST_SECONDS ? seconds : undefined;
}
