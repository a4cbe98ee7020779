/** An answer that is kept, or under way. */
type Kept = Promise<unknown>;

/**
 * Answers that depend on nothing but their key: which version of the graph was asked, and what. Whoever asks for one that is under way
 * waits for it instead of having it made twice. The ones that were asked for last are kept; a failure is not.
 */
export class AnswerCache {
  readonly #most: number;
  /** The one that was asked for last is the last one. */
  readonly #kept = new Map<string, Kept>();

  /** @param most answers that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * The answer of a key, made if it is not there. Several may wait for it, so making it must not depend on any one of them.
   */
  async get<Answer>(key: string, make: () => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key) as Promise<Answer> | undefined;
    this.#kept.delete(key);
    const answer = known ?? make();
    this.#kept.set(key, answer);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
    try {
      return await answer;
    } catch (error) {
      if (this.#kept.get(key) === answer) this.#kept.delete(key);
      throw error;
    }
  }
}
