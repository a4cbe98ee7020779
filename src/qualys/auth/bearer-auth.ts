import { QualysError } from '../errors.ts';
import type { AuthProvider } from './auth-provider.ts';
import type { Token, TokenClock, TokenSource } from './token-source.ts';

/** A token that came in place of a refused one and is refused within this time is not replaced again. */
const REPLACEMENT_PAUSE_MS = 600_000;
/** How long to go on with a token that is still good after a renewal has failed. */
const RENEWAL_PAUSE_MS = 30_000;
const KEPT_TOKENS = 50;

interface Pending {
  readonly token: Promise<Token>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Login with a bearer token. The token is got when it is first needed and replaced before it expires; any
 * number of calls wait for one and the same renewal. Tokens live in private fields only.
 */
export class BearerAuth implements AuthProvider {
  readonly #source: TokenSource;
  readonly #clock: TokenClock;
  readonly #seen = new Set<string>();
  #current: Token | undefined;
  #pending: Pending | undefined;
  #refusal: QualysError | undefined;
  #replacedAt = Number.NEGATIVE_INFINITY;

  constructor(source: TokenSource, clock: TokenClock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The header of a bearer token that is good now. */
  async headers(signal?: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const current = this.#current;
    if (
      current !== undefined &&
      this.#clock.now() < (current.renewAt ?? Number.POSITIVE_INFINITY)
    ) {
      return headersOf(current);
    }
    try {
      return headersOf(await this.#next(signal));
    } catch (error) {
      const isGood = this.#clock.now() < (current?.expiresAt ?? 0);
      if (current === undefined || !isGood || signal?.aborted === true) throw error;
      if (error === this.#refusal) throw error;
      // Whatever stands in the way of a new token may pass while this one is still good.
      this.#current = { ...current, renewAt: this.#clock.now() + RENEWAL_PAUSE_MS };
      return headersOf(current);
    }
  }

  /** Another token in place of a refused one, unless there is none or it was refused as well. */
  async renew(refused: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<boolean> {
    if (this.#current !== undefined && !isSame(this.#current, refused)) return true;
    if (this.#clock.now() - this.#replacedAt < REPLACEMENT_PAUSE_MS) return false;
    const token = await this.#next(signal);
    if (isSame(token, refused)) return false;
    this.#replacedAt = this.#clock.now();
    return true;
  }

  /** The tokens so far, and what they were got with. */
  secrets(): readonly string[] {
    return [...this.#source.secrets(), ...this.#seen];
  }

  /** Asks the source, once for all who wait; goes on if the one who asked was cancelled. */
  async #next(signal: AbortSignal | undefined): Promise<Token> {
    for (;;) {
      signal?.throwIfAborted();
      // A refused request for a token is a refused login: it is never made again.
      if (this.#refusal !== undefined) throw this.#refusal;
      this.#pending ??= { token: this.#ask(signal), signal };
      const pending = this.#pending;
      try {
        return await unlessAborted(pending.token, signal);
      } catch (error) {
        const isCancelledByOther = pending.signal !== signal && pending.signal?.aborted === true;
        if (!isCancelledByOther || signal?.aborted === true) throw error;
      }
    }
  }

  async #ask(signal: AbortSignal | undefined): Promise<Token> {
    try {
      const token = await this.#source.next(signal);
      this.#current = token;
      this.#remember(token.text);
      return token;
    } catch (error) {
      if (error instanceof QualysError && error.code === 'Q_LOGIN_REFUSED') this.#refusal = error;
      throw error;
    } finally {
      this.#pending = undefined;
    }
  }

  #remember(text: string): void {
    this.#seen.add(text);
    const [oldest] = this.#seen;
    if (this.#seen.size > KEPT_TOKENS && oldest !== undefined) this.#seen.delete(oldest);
  }
}

function headersOf({ text }: Token): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${text}` };
}

function isSame(token: Token, headers: Readonly<Record<string, string>>): boolean {
  return headers['authorization'] === headersOf(token)['authorization'];
}

/** What a promise gives, or the reason of the signal if that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
