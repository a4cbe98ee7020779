import { QualysError } from '../errors.ts';
import { headerValue } from './header-value.ts';
import { jwtClaims } from './jwt.ts';
import { type SecretSource, secretFrom } from './secret-from.ts';
import type { Token, TokenClock, TokenSource } from './token-source.ts';

/** How much earlier than it expires a token is replaced, at most. */
const MARGIN_MS = 60_000;
/** A source that gives the same token again is not asked again at once. */
const SHORTEST_LIFE_MS = 10_000;
/** Our clock and that of the identity provider may differ by so much. */
const CLOCK_DIFFERENCE_MS = 300_000;

/**
 * Tokens that the identity provider of the customer gives out (OpenID Connect, reference 3.4): given as
 * such, in a file that something keeps fresh, or printed by a command. File and command are read again
 * before the token expires, if it is a JWT that says so, and when it is refused.
 */
export class ExternalToken implements TokenSource {
  readonly #source: SecretSource;
  readonly #clock: TokenClock;
  #first: string | undefined;

  /** @param first a token that was read from the source already, so that its command does not run twice */
  constructor(source: SecretSource, clock: TokenClock, first?: string) {
    this.#source = source;
    this.#clock = clock;
    this.#first = first;
  }

  /**
   * Reads the source.
   *
   * @throws {QualysError} of secretFrom; Q_SECRET_UNUSABLE, Q_TOKEN_EXPIRED
   */
  async next(signal?: AbortSignal): Promise<Token> {
    const read = this.#first ?? (await secretFrom('QUALYS_TOKEN', { ...this.#source, signal }));
    this.#first = undefined;
    const text = headerValue('QUALYS_TOKEN', read);
    const expiresAt = jwtClaims(text)?.expiresAt;
    if (expiresAt === undefined) return { text };
    const now = this.#clock.now();
    if (expiresAt + CLOCK_DIFFERENCE_MS <= now) {
      const time = new Date(expiresAt).toISOString();
      throw new QualysError('Q_TOKEN_EXPIRED', { values: { time } });
    }
    const margin = Math.min(MARGIN_MS, (expiresAt - now) / 10);
    return { text, renewAt: Math.max(now + SHORTEST_LIFE_MS, expiresAt - margin), expiresAt };
  }

  /** None besides the token, which its user knows. */
  secrets(): readonly string[] {
    return this.#source.value === undefined ? [] : [this.#source.value];
  }
}
