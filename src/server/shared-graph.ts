import { setTimeout as sleep } from 'node:timers/promises';
import type { DataDir } from '../app/data-dir.ts';
import { withExistingGraph } from '../app/with-graph.ts';
import { GraphError, type GraphStore } from '../graph/index.ts';

/** How turns follow each other, milliseconds. */
export interface Turns {
  /** How long requests may have the graph one after the other, before it is left alone. */
  readonly turnMs: number;
  /** How long it is left alone then: other processes ask for it every 100 ms. */
  readonly pauseMs: number;
  /** How long a request waits for a graph that another process has open. */
  readonly patienceMs: number;
}

const TURNS: Turns = { turnMs: 1_000, pauseMs: 250, patienceMs: 10_000 };

/** One opening of the graph. */
interface Opening {
  readonly store: Promise<GraphStore>;
  /** Settles when the graph is closed again, and the pause after it is over if there has to be one. */
  readonly over: Promise<void>;
  users: number;
  /** Called by the last user. */
  readonly close: () => void;
}

/**
 * The graph, opened for the requests of a moment. Those that come together share it; when the last of them has its
 * answer it is closed. After a while of this no more of them get in, and the graph is left alone for a moment, so that a run
 * beside the server gets it however many requests there are.
 */
export class SharedGraph {
  readonly #dir: DataDir;
  readonly #turns: Turns;
  readonly #onCloseError: (error: unknown) => void;
  #opening: Opening | undefined;
  /** When the turn began: since then the graph was never closed for as long as a pause. */
  #turnBegin = 0;
  #closedAt = Number.NEGATIVE_INFINITY;

  /** @param onCloseError told when the graph could not be closed: no request is there any more to tell it to */
  constructor(dir: DataDir, onCloseError: (error: unknown) => void, turns: Turns = TURNS) {
    this.#dir = dir;
    this.#turns = turns;
    this.#onCloseError = onCloseError;
  }

  /**
   * Hands over the graph as soon as it is this request's turn.
   *
   * @throws {AppError} A_NO_DATA; {GraphError} G_LOCKED when another process keeps it, G_CANCELLED
   */
  async use<Result>(
    work: (store: GraphStore) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    while (this.#opening !== undefined && !this.#takesMore(this.#opening)) {
      await this.#unlessCancelled(this.#opening.over, signal);
    }
    this.#opening ??= this.#open();
    const opening = this.#opening;
    opening.users += 1;
    try {
      return await work(await this.#unlessCancelled(opening.store, signal));
    } finally {
      opening.users -= 1;
      if (opening.users === 0) opening.close();
    }
  }

  /** What nobody uses any more is closing: the store must not be handed out again. */
  #takesMore({ users }: Opening): boolean {
    return users > 0 && performance.now() - this.#turnBegin < this.#turns.turnMs;
  }

  #open(): Opening {
    const now = performance.now();
    if (now - this.#closedAt >= this.#turns.pauseMs) this.#turnBegin = now;
    const opened = Promise.withResolvers<GraphStore>();
    const left = Promise.withResolvers<void>();
    let wasOpened = false;
    const over = withExistingGraph(
      this.#dir,
      async (store) => {
        wasOpened = true;
        opened.resolve(store);
        await left.promise;
      },
      { patienceMs: this.#turns.patienceMs },
    )
      .then(() => this.#pause())
      .catch((error: unknown) => {
        if (wasOpened) this.#onCloseError(error);
        else opened.reject(error);
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return { store: opened.promise, over, users: 0, close: left.resolve };
  }

  async #pause(): Promise<void> {
    const { turnMs, pauseMs } = this.#turns;
    this.#closedAt = performance.now();
    if (this.#closedAt - this.#turnBegin >= turnMs) await sleep(pauseMs);
  }

  async #unlessCancelled<Result>(wanted: Promise<Result>, signal: AbortSignal): Promise<Result> {
    const cancelled = Promise.withResolvers<never>();
    const cancel = () => {
      const context = { path: this.#dir.storeFile, action: 'open' };
      cancelled.reject(new GraphError('G_CANCELLED', context, signal.reason));
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await Promise.race([wanted, cancelled.promise]);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}
