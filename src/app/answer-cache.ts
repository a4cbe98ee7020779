/** A value that is kept, with the memory that it takes. */
export interface Kept<Value> {
  readonly value: Value;
  /** About; what counts is that large values count as large. */
  readonly bytes: number;
}

interface Entry {
  readonly made: Promise<Kept<unknown>>;
  readonly controller: AbortController;
  /** How many wait for it. */
  waiting: number;
  /** Known when it is made. */
  bytes: number;
  isMade: boolean;
}

/**
 * Answers that depend on nothing but their key, for instance on one version of the graph. Whoever asks for one that is being
 * made waits for that one; when all of them have left, making it is given up. The answers that were not asked for longest make room.
 */
export class AnswerCache {
  readonly #mostBytes: number;
  /** The one that was not asked for longest comes first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Memory of what is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many answers are kept or being made. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * The answer with this key; `make` makes it where there is none. A failure is not kept.
   *
   * @param signal of who asks: rejects with its reason when it aborts
   */
  async get<Value>(
    key: string,
    signal: AbortSignal,
    make: (signal: AbortSignal) => Promise<Kept<Value>>,
  ): Promise<Value> {
    signal.throwIfAborted();
    const entry = this.#entries.get(key) ?? this.#begin(make);
    this.#touch(key, entry);
    entry.waiting += 1;
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      const { value } = await Promise.race([entry.made, left.promise]);
      // Whoever has the key has the type.
      return value as Value;
    } finally {
      signal.removeEventListener('abort', leave);
      entry.waiting -= 1;
      if (entry.waiting === 0 && !entry.isMade) {
        this.#forget(key, entry);
        entry.controller.abort(signal.reason);
      }
    }
  }

  #begin(make: (signal: AbortSignal) => Promise<Kept<unknown>>): Entry {
    const controller = new AbortController();
    const made = make(controller.signal);
    return { made, controller, waiting: 0, bytes: 0, isMade: false };
  }

  /** Puts the entry behind all others. */
  #touch(key: string, entry: Entry): void {
    const isNew = !this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (!isNew) return;
    entry.made.then(
      ({ bytes }) => {
        entry.isMade = true;
        if (this.#entries.get(key) !== entry) return;
        entry.bytes = bytes;
        this.#bytes += bytes;
        this.#makeRoom();
      },
      () => this.#forget(key, entry),
    );
  }

  #makeRoom(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#bytes <= this.#mostBytes) return;
      if (entry.isMade) this.#forget(key, entry);
    }
  }

  #forget(key: string, entry: Entry): void {
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
