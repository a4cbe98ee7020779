import { GraphError } from '../../errors.ts';

/** Runs at most so many tasks at once; the others wait in the order they came. */
export class Gate {
  readonly #size: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /**
   * Runs `task` when there is room.
   *
   * @throws {GraphError} G_CANCELLED if `signal` was aborted while it waited.
   */
  async pass<Result>(
    task: () => Promise<Result>,
    action: string,
    signal?: AbortSignal,
  ): Promise<Result> {
    await this.#enter(action, signal);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #enter(action: string, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) throw new GraphError('G_CANCELLED', { action }, signal.reason);
    if (this.#running >= this.#size) {
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          const index = this.#waiting.indexOf(proceed);
          if (index >= 0) this.#waiting.splice(index, 1);
          reject(new GraphError('G_CANCELLED', { action }, signal?.reason));
        };
        const proceed = (): void => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        this.#waiting.push(proceed);
        signal?.addEventListener('abort', leave, { once: true });
      });
    }
    this.#running += 1;
  }
}
