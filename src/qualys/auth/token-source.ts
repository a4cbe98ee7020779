import type { Clock } from '../clock.ts';

/** A bearer token with what is known about its life, epoch milliseconds of our clock. */
export interface Token {
  readonly text: string;
  /** From then on another one is asked for; undefined if its end is not known. */
  readonly renewAt?: number | undefined;
  /** From then on it is of no use. */
  readonly expiresAt?: number | undefined;
}

/** Where bearer tokens come from. */
export interface TokenSource {
  /** Gets a token: a new one, or the same again if there is no other. */
  next(signal?: AbortSignal): Promise<Token>;
  /** What the token is got with and must never appear in a capture. */
  secrets(): readonly string[];
}

/** The part of a clock that tokens need. */
export type TokenClock = Pick<Clock, 'now'>;
