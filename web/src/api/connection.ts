import { Observable } from './observable.ts';

/** How often an absent server is asked whether it is back, milliseconds. */
const RETRY_MS = 3_000;

/** Whether the server answers. */
class Connection {
  /** Since when it does not, epoch milliseconds; undefined while it does. */
  readonly awaySince = new Observable<number | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Notes that an answer came. */
  answered(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.awaySince.set(undefined);
  }

  /** Notes that no answer came, and asks again from time to time. */
  failed(): void {
    this.awaySince.set(this.awaySince.get() ?? Date.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.retry();
    }, RETRY_MS);
  }

  /** Asks now. */
  retry(): void {
    // A reverse proxy that answers for an absent server says so with a status.
    fetch('/health/live').then(
      ({ ok }) => (ok ? this.answered() : this.failed()),
      () => this.failed(),
    );
  }
}

/** The one of this page. */
export const connection = new Connection();
