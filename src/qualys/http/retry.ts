import { QualysError } from '../errors.ts';
import type { AttemptWish } from '../requests.ts';

/** Attempts after the first one (reference 6.4). */
export const MAX_RETRIES = 5;
/** The same for answers that only say "not now". */
export const MAX_LIMIT_RETRIES = 20;

/** What excludes a request (code 1920) may take long: it is tried a few times only. */
const MAX_CONFLICT_RETRIES = 2;

const FIRST_DELAY_MS = 3000;
/**
 * A server that has not given one whole answer yet gets less patience: behind a wrong address, a proxy's
 * own page or a broken platform somebody waits for the message.
 */
const MAX_FIRST_RETRIES = 3;
const FIRST_CONTACT_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;
/** Where an answer does not say how long (reference 5.1, 5.2). */
const RATE_FALLBACK_MS = 60_000;
const CONCURRENCY_FALLBACK_MS = 10_000;
/** The knowledge base is busy often and shortly (reference 11.3). */
const KNOWLEDGE_BASE_FALLBACK_MS = 4000;
const LIMIT_GROWTH = 1.3;

/** How often which kind of failure happened to a page. */
export interface RetryCounts {
  readonly failures: number;
  readonly limits: number;
}

/** How well the server is known. */
export interface Acquaintance {
  /** It has answered, whatever it said. */
  readonly hasAnswered: boolean;
  /** It has given a whole page. */
  readonly hasGivenPage: boolean;
}

/** What decides about another attempt besides the error. */
export interface RetrySituation extends Acquaintance {
  readonly attempts?: AttemptWish | undefined;
  /** The same can be asked for in smaller pages. */
  readonly canShrink?: boolean;
  /** The endpoint did not answer lately, whatever was tried. */
  readonly isBroken?: boolean;
}

/** Why and how long to wait before the next attempt. */
export interface RetryPlan {
  /** A limit, a failure that may pass, or a login that was refused and is replaced. */
  readonly kind: 'limited' | 'failure' | 'renewed';
  readonly waitMs: number;
}

/** Errors that only a client that was connected before takes for passing. */
const FIRST_CONTACT = new Set(['Q_CONNECTION_REFUSED', 'Q_DNS_UNAVAILABLE']);

/**
 * Decides about the next attempt, or `undefined` if there is none. A refused login is never tried
 * again, since three of them lock an account. A server that refuses connections before it ever
 * answered is a wrong address rather than a passing trouble.
 */
export function planRetry(
  error: unknown,
  counts: RetryCounts,
  situation: RetrySituation,
  random: () => number,
): RetryPlan | undefined {
  if (!(error instanceof QualysError)) return undefined;
  const { canShrink = false, hasAnswered } = situation;
  const isRetryable = error.isRetryable || (canShrink && error.code === 'Q_REQUEST_TOO_LARGE');
  if (!isRetryable || (!hasAnswered && FIRST_CONTACT.has(error.code))) return undefined;
  if (error.code === 'Q_LIMITED') {
    if (counts.limits >= MAX_LIMIT_RETRIES) return undefined;
    return { kind: 'limited', waitMs: error.waitMs ?? limitFallback(error, counts.limits, random) };
  }
  const { most, firstDelayMs } = patience(error, situation);
  if (counts.failures >= most) return undefined;
  const grown = Math.min(firstDelayMs * 2 ** counts.failures, LONGEST_DELAY_MS);
  return { kind: 'failure', waitMs: jitter(grown, random) };
}

function patience(error: QualysError, { isBroken, attempts, hasGivenPage }: RetrySituation) {
  if (isBroken === true) return { most: 0, firstDelayMs: 0 };
  if (attempts === 'few') return { most: 1, firstDelayMs: FIRST_CONTACT_DELAY_MS };
  const most = hasGivenPage ? MAX_RETRIES : MAX_FIRST_RETRIES;
  return {
    most: error.code === 'Q_CONFLICT' ? Math.min(most, MAX_CONFLICT_RETRIES) : most,
    firstDelayMs: hasGivenPage ? FIRST_DELAY_MS : FIRST_CONTACT_DELAY_MS,
  };
}

function limitFallback(error: QualysError, limits: number, random: () => number): number {
  const base =
    error.endpoint === 'knowledge-base'
      ? KNOWLEDGE_BASE_FALLBACK_MS
      : error.qualysCode === '1960' || error.httpStatus === 409
        ? CONCURRENCY_FALLBACK_MS
        : RATE_FALLBACK_MS;
  return jitter(Math.min(base * LIMIT_GROWTH ** limits, Math.max(base, LONGEST_DELAY_MS)), random);
}

/** Between the time and a fifth more, so that parallel calls do not come back at once. */
function jitter(ms: number, random: () => number): number {
  return Math.round(ms * (1 + random() / 5));
}
