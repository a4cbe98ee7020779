import { Observable } from './observable.ts';

/** Calls that met the end of the session wait here until somebody has logged in again, or does not want to. */
class LoginGate {
  /** Whether somebody waits; the frame shows the login over the page then. */
  readonly isOpen = new Observable(false);
  #waiting: PromiseWithResolvers<boolean> | undefined;

  /** Whether a session is there again; one question for all who wait. */
  wait(): Promise<boolean> {
    this.#waiting ??= Promise.withResolvers<boolean>();
    this.isOpen.set(true);
    return this.#waiting.promise;
  }

  /** Lets all who wait go on. */
  settle(isLoggedIn: boolean): void {
    this.#waiting?.resolve(isLoggedIn);
    this.#waiting = undefined;
    this.isOpen.set(false);
  }
}

/** The one of this page. */
export const loginGate = new LoginGate();
