import { AppError } from '../app/errors.ts';
import { type QueryCatalog, queryCatalog } from '../app/query-catalog.ts';
import { type GraphCatalog, GraphError, type ReadOptions } from '../graph/index.ts';
import type { HeldGraph } from './held-graph.ts';

/** How long what was read of the graph is good enough for a text that somebody is writing, milliseconds. */
const FRESH_MS = 5_000;

/** What the graph has, kept between the many requests that come while somebody writes a query. */
export class KnownCatalog {
  readonly #graph: HeldGraph;
  #read: { readonly at: number; readonly catalog: GraphCatalog } | undefined;
  #described: QueryCatalog | undefined;

  constructor(graph: HeldGraph) {
    this.#graph = graph;
  }

  /** For a warning about names: some seconds old at most, or older while the graph cannot be had; undefined before there is one. */
  async forWarnings(signal: AbortSignal): Promise<GraphCatalog | undefined> {
    const now = performance.now();
    if (this.#read !== undefined && now - this.#read.at < FRESH_MS) return this.#read.catalog;
    try {
      const catalog = await this.#graph.use((store) => store.catalog(), signal);
      this.#read = { at: now, catalog };
    } catch (error) {
      // Without a graph, and while a run has it, a text can be read all the same.
      const isOut =
        (error instanceof AppError && error.code === 'A_NO_DATA') ||
        (error instanceof GraphError && error.code === 'G_LOCKED');
      if (!isOut) throw error;
    }
    return this.#read?.catalog;
  }

  /** The same in the words of a query; made once for every run that is applied. */
  described(options: ReadOptions & { readonly signal: AbortSignal }): Promise<QueryCatalog> {
    return this.#graph.use(async (store) => {
      const { seq } = await store.catalog();
      if (this.#described?.seq !== seq) this.#described = await queryCatalog(store, options);
      return this.#described;
    }, options.signal);
  }
}
