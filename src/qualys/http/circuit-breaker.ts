/** Calls in a row that used up all their attempts, after which an endpoint counts as broken. */
const ENOUGH = 2;

/**
 * Remembers whether an endpoint answers at all. While it does not, each call is tried once: long waits
 * for every page of something that is down would take hours and bring nothing.
 */
export class CircuitBreaker {
  #givenUp = 0;

  /** Whether calls are tried only once. */
  get isOpen(): boolean {
    return this.#givenUp >= ENOUGH;
  }

  /** A call used up its attempts. */
  gaveUp(): void {
    this.#givenUp++;
  }

  /** A whole page came. */
  gavePage(): void {
    this.#givenUp = 0;
  }
}
