import { GraphError } from '../graph/index.ts';

interface Waiting {
  readonly isAlone: boolean;
  readonly begin: () => void;
}

/**
 * Who may go on beside whom: any number of those that need the graph as it is, or one alone that changes it, in the order in
 * which they came. Whoever only asks for one version takes no turn.
 */
export class Turns {
  /** How many have a turn together now. */
  #together = 0;
  #isOneAlone = false;
  readonly #waiting: Waiting[] = [];

  /** Does something beside others that do not change the graph. @throws {GraphError} G_CANCELLED while waiting */
  together<Result>(
    work: () => Promise<Result>,
    signal?: AbortSignal,
    onWait?: () => void,
  ): Promise<Result> {
    return this.#take(false, work, signal, onWait);
  }

  /** Does something while nobody has a turn. @throws {GraphError} G_CANCELLED while waiting */
  alone<Result>(
    work: () => Promise<Result>,
    signal?: AbortSignal,
    onWait?: () => void,
  ): Promise<Result> {
    return this.#take(true, work, signal, onWait);
  }

  async #take<Result>(
    isAlone: boolean,
    work: () => Promise<Result>,
    signal?: AbortSignal,
    onWait?: () => void,
  ): Promise<Result> {
    if (this.#waiting.length === 0 && this.#mayBegin(isAlone)) this.#begin(isAlone);
    else {
      onWait?.();
      await this.#wait(isAlone, signal);
    }
    try {
      return await work();
    } finally {
      if (isAlone) this.#isOneAlone = false;
      else this.#together -= 1;
      this.#next();
    }
  }

  #mayBegin(isAlone: boolean): boolean {
    return !this.#isOneAlone && (!isAlone || this.#together === 0);
  }

  #begin(isAlone: boolean): void {
    if (isAlone) this.#isOneAlone = true;
    else this.#together += 1;
  }

  #next(): void {
    for (;;) {
      const first = this.#waiting[0];
      if (first === undefined || !this.#mayBegin(first.isAlone)) return;
      this.#waiting.shift();
      this.#begin(first.isAlone);
      first.begin();
    }
  }

  #wait(isAlone: boolean, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        const index = this.#waiting.indexOf(waiting);
        if (index < 0) return;
        this.#waiting.splice(index, 1);
        reject(new GraphError('G_CANCELLED', { action: 'open' }, signal?.reason));
        // Those behind may have waited for nobody else.
        this.#next();
      };
      const waiting: Waiting = {
        isAlone,
        begin: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      this.#waiting.push(waiting);
      if (signal?.aborted === true) leave();
      else signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
