import type { AuthProvider } from '../auth/auth-provider.ts';
import { QualysError, type QualysErrorCode } from '../errors.ts';

/** The account itself is refused: another call would be refused too, and a few of them lock it. */
const REFUSALS: ReadonlySet<QualysErrorCode> = new Set<QualysErrorCode>([
  'Q_LOGIN_REFUSED',
  'Q_ACCOUNT_EXPIRED',
  'Q_ACCOUNT_INACTIVE',
  'Q_REGISTRATION_INCOMPLETE',
  'Q_SECOND_FACTOR',
]);

/**
 * Keeps an account from being locked: after the first refusal of a login no call of the client reaches
 * the network any more, and until a login has worked, calls that use it go one after the other, so that
 * there is only one refusal.
 */
export class LoginGuard {
  readonly #stop = new AbortController();
  #refusal: QualysError | undefined;
  readonly #proven = new Set<AuthProvider>();
  /** By login: the end of the call that tries it out. */
  readonly #trials = new Map<AuthProvider, Promise<void>>();
  readonly #endTrial = new Map<AuthProvider, () => void>();

  /** A signal that aborts with the given one, and when a login is refused. */
  signalWith(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
  }

  /**
   * @throws {QualysError} the refusal, if there was one.
   */
  check(): void {
    const first = this.#refusal;
    if (first !== undefined) throw repeated(first);
  }

  /** Looks whether this is the refusal of a login; then everything ends that still waits. */
  note(error: unknown): void {
    if (!(error instanceof QualysError) || !REFUSALS.has(error.code)) return;
    if (this.#refusal !== undefined) return;
    this.#refusal = error;
    this.#stop.abort(error);
  }

  /** Waits while another call tries this login out. The returned function has to be called at the end. */
  async enter(login: AuthProvider, watch: AbortSignal): Promise<() => void> {
    for (
      let trial = this.#trials.get(login);
      trial !== undefined && !this.#proven.has(login);
      trial = this.#trials.get(login)
    ) {
      await untilEither(trial, watch);
    }
    if (this.#proven.has(login)) return () => undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#trials.set(login, promise);
    const end = () => {
      if (this.#trials.get(login) !== promise) return;
      this.#trials.delete(login);
      this.#endTrial.delete(login);
      resolve();
    };
    this.#endTrial.set(login, end);
    return end;
  }

  /** Data came: the login works. */
  prove(login: AuthProvider): void {
    if (this.#proven.has(login)) return;
    this.#proven.add(login);
    this.#endTrial.get(login)?.();
  }
}

async function untilEither(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The same error for another page, which has an effort of its own. */
function repeated(first: QualysError): QualysError {
  return new QualysError(first.code, {
    cause: first,
    ...(first.endpoint === undefined ? {} : { endpoint: first.endpoint }),
    ...(first.httpStatus === undefined ? {} : { httpStatus: first.httpStatus }),
    ...(first.qualysCode === undefined ? {} : { qualysCode: first.qualysCode }),
    ...(first.qualysMessage === undefined ? {} : { qualysMessage: first.qualysMessage }),
  });
}
