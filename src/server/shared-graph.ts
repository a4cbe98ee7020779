import { setTimeout as sleep } from 'node:timers/promises';
import type { DataDir } from '../app/data-dir.ts';
import { withExistingGraph } from '../app/with-graph.ts';
import { GraphError, type GraphStore } from '../graph/index.ts';

/** How long others may join those who have the graph open, milliseconds. */
const TURN_MS = 1_000;
/** Between two turns the graph stays closed for so long: other processes ask for it every 100 ms. */
const PAUSE_MS = 250;
/** How long a request waits for a graph that another process has open, milliseconds. */
const PATIENCE_MS = 10_000;

interface Turn {
  readonly store: Promise<GraphStore>;
  readonly begin: number;
  /** Settles when the graph is closed again and the pause is over. */
  readonly over: Promise<void>;
  users: number;
  /** Called by the last user. */
  readonly close: () => void;
}

/**
 * The graph, opened for the requests of a moment. Those that come together share it; when the last of them has its
 * answer it is closed. A turn that has lasted takes no more of them, and after it the graph is left alone for a moment, so that
 * a run beside the server gets it however many requests there are.
 */
export class SharedGraph {
  readonly #dir: DataDir;
  readonly #onCloseError: (error: unknown) => void;
  #turn: Turn | undefined;

  /** @param onCloseError told when the graph could not be closed: no request is there any more to tell it to */
  constructor(dir: DataDir, onCloseError: (error: unknown) => void) {
    this.#dir = dir;
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
    while (this.#turn !== undefined && !isOpenToOthers(this.#turn)) {
      await this.#unlessCancelled(this.#turn.over, signal);
    }
    this.#turn ??= this.#begin();
    const turn = this.#turn;
    turn.users += 1;
    try {
      return await work(await this.#unlessCancelled(turn.store, signal));
    } finally {
      turn.users -= 1;
      if (turn.users === 0) turn.close();
    }
  }

  #begin(): Turn {
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
      { patienceMs: PATIENCE_MS },
    )
      .then(() => sleep(PAUSE_MS))
      .catch((error: unknown) => {
        if (wasOpened) this.#onCloseError(error);
        else opened.reject(error);
      })
      .finally(() => {
        this.#turn = undefined;
      });
    return {
      store: opened.promise,
      begin: performance.now(),
      over,
      users: 0,
      close: left.resolve,
    };
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

/** A turn that nobody uses any more is closing: the store must not be handed out again. */
function isOpenToOthers({ begin, users }: Turn): boolean {
  return users > 0 && performance.now() - begin < TURN_MS;
}
