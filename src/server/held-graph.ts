import type { DataDir } from '../app/data-dir.ts';
import type { GraphAccess, GraphWishes } from '../app/graph-access.ts';
import { assertGraphExists, openGraph } from '../app/with-graph.ts';
import {
  type GraphCatalog,
  GraphError,
  type GraphErrorCode,
  type GraphStore,
} from '../graph/index.ts';
import { Turns } from './turns.ts';

/** How long a request waits for a graph that another process has open, milliseconds. */
const PATIENCE_MS = 10_000;

/** Failures after which the engine may take no more statements until the file is opened anew. */
const MAY_BE_THE_END: ReadonlySet<GraphErrorCode> = new Set([
  'G_CORRUPT',
  'G_DISK_FULL',
  'G_FAILED',
  'G_OUT_OF_MEMORY',
]);

/** Opens the graph; whoever opened it closes it. */
type Open = () => Promise<GraphStore>;

/**
 * The graph of the server: opened when it is first wanted, and held until the server ends, so that no request waits for an
 * opening. Other processes ask the server for it meanwhile. One that has the graph open when the server wants it is
 * waited for a while. An engine that takes no more statements after a failure is left, and the next request opens
 * the graph anew.
 */
export class HeldGraph {
  readonly #dir: DataDir;
  readonly #open: Open;
  readonly #onCloseError: (error: unknown) => void;
  readonly #turns = new Turns();
  #held: Promise<GraphStore> | undefined;
  /** Read once for every run that is applied: each query asks for it. */
  #catalog: Promise<GraphCatalog> | undefined;
  #isClosed = false;

  /** @param onCloseError told when a graph that was left could not be closed: no request is there any more to tell it to */
  constructor(dir: DataDir, onCloseError: (error: unknown) => void, open?: Open) {
    this.#dir = dir;
    this.#open = open ?? (() => openGraph(dir, { patienceMs: PATIENCE_MS }));
    this.#onCloseError = onCloseError;
  }

  /**
   * Hands over the graph, for a request that only reads and pins a version where it reads more than once.
   *
   * @throws {AppError} A_NO_DATA; {GraphError} G_LOCKED when another process keeps it, G_CANCELLED
   */
  async use<Result>(
    work: (store: GraphStore) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    return this.access.existing(work, { signal });
  }

  /** The held graph for use cases of `app`: for the runs of the server, and for commands that ask it. */
  readonly access: GraphAccess = {
    use: (work, wishes = {}) => this.#use(work, wishes),
    existing: async (work, wishes = {}) => {
      if (this.#held === undefined) await assertGraphExists(this.#dir);
      return this.#use(work, wishes);
    },
  };

  /** Ends what is under way and lets go of the graph. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const held = this.#held;
    this.#held = undefined;
    const store = await held?.catch(() => undefined);
    await store?.close();
  }

  async #use<Result>(
    work: (store: GraphStore) => Promise<Result>,
    wishes: GraphWishes,
  ): Promise<Result> {
    const { signal, onWait } = wishes;
    const held = this.#hold();
    const store = await this.#unlessCancelled(held, signal);
    const handed: GraphStore = {
      ...store,
      catalog: () => this.#catalogOf(store),
      apply: (request) =>
        this.#turns.alone(
          () => this.#changing(() => store.apply(request)),
          request.signal,
          () => onWait?.('an upload, an export or another run'),
        ),
      prune: (before, abort) =>
        this.#turns.alone(
          () => this.#changing(() => store.prune(before, abort)),
          abort,
          () => onWait?.('an upload, an export or a run'),
        ),
      removeInstance: (request) =>
        this.#turns.alone(
          () => this.#changing(() => store.removeInstance(request)),
          request.signal,
          () => onWait?.('an upload, an export or a run'),
        ),
      // It is the server's; whoever used it is only done with it.
      close: async () => undefined,
    };
    try {
      if (wishes.isSteady !== true) return await work(handed);
      return await this.#turns.together(
        () => work(handed),
        signal,
        () => onWait?.('a run that is being applied'),
      );
    } catch (error) {
      if (error instanceof GraphError && MAY_BE_THE_END.has(error.code)) {
        await this.#leaveIfBroken(held, store);
      }
      throw error;
    }
  }

  #catalogOf(store: GraphStore): Promise<GraphCatalog> {
    if (this.#catalog === undefined) {
      const catalog = store.catalog();
      this.#catalog = catalog;
      catalog.catch(() => {
        if (this.#catalog === catalog) this.#catalog = undefined;
      });
    }
    return this.#catalog;
  }

  /** Whatever came of it, the catalog may be another one. */
  async #changing<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      this.#catalog = undefined;
    }
  }

  #hold(): Promise<GraphStore> {
    if (this.#isClosed) throw new GraphError('G_CLOSED', { path: this.#dir.storeFile });
    if (this.#held === undefined) {
      const held = this.#open();
      this.#held = held;
      this.#catalog = undefined;
      held.catch(() => {
        if (this.#held === held) this.#held = undefined;
      });
    }
    return this.#held;
  }

  async #leaveIfBroken(held: Promise<GraphStore>, store: GraphStore): Promise<void> {
    if (this.#held !== held) return;
    const isBroken = await store.catalog().then(
      () => false,
      () => true,
    );
    if (!isBroken || this.#held !== held) return;
    this.#held = undefined;
    await store.close().catch(this.#onCloseError);
  }

  async #unlessCancelled<Result>(
    wanted: Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const cancelled = Promise.withResolvers<never>();
    const cancel = () => {
      const context = { path: this.#dir.storeFile, action: 'open' };
      cancelled.reject(new GraphError('G_CANCELLED', context, signal?.reason));
    };
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await Promise.race([wanted, cancelled.promise]);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }
}
