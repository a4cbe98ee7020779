import { findingRows, type GraphCatalog, type GraphStore, type Row } from '../../graph/index.ts';
import { compile } from '../../j1ql/index.ts';
import { AnswerCache } from '../answer-cache.ts';
import { existingVersionAt } from '../graph-version.ts';
import { type FacetCounts, facetCounts } from './facets.ts';
import {
  FINDING_KINDS,
  type FindingFilter,
  type FindingKind,
  type FindingOrder,
} from './filter.ts';
import { LISTED_PROPERTIES, type ListedFinding, listedFinding } from './finding-cells.ts';
import {
  countQuery,
  FINDING_TYPES,
  findingQuery,
  isRelative,
  shownColumns,
} from './finding-query.ts';

/** Memory of what is kept, bytes: an order of a million findings takes 8 MB. */
const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * The first so many of a list are found by themselves, in a tenth of the time: most people never look at more. Who does waits
 * once for the order of all.
 */
const FIRST_ROWS = 1_000;

/** Rows that an export reads at once. */
const EXPORT_ROWS = 5_000;

/** What is meant by `30d` moves in steps, so that a list stays the same while somebody scrolls through it. */
const NOW_STEP_MS = 300_000;

/** About what a row takes. */
const ROW_BYTES = 2_000;

function rowsWish(kind: FindingKind, ids: readonly number[]) {
  return { type: FINDING_TYPES[kind], ids, properties: LISTED_PROPERTIES };
}

/** The time that a list looks at; epoch milliseconds. */
export interface ListTime {
  readonly now: number;
  /** The graph as it was then; as it is now when absent. */
  readonly at?: number | undefined;
}

/** How to read. */
export interface ListOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Some rows of a list. */
export interface ListPage {
  /** Of the whole list. */
  readonly total: number;
  readonly rows: readonly ListedFinding[];
  /** The list in J1QL. */
  readonly query: string;
}

/** How many findings have which value, in the filter that {@link FacetCounts} describes. */
export interface Facets extends FacetCounts {
  readonly kinds: Readonly<Record<FindingKind, number>>;
}

/** A list that is read to its end. */
export interface WholeList {
  readonly total: number;
  /** Rows that are read at once. */
  readonly step: number;
  /** Those from an offset on. */
  rows(store: GraphStore, offset: number, options: ListOptions): Promise<readonly ListedFinding[]>;
}

/** One version of the graph, and what `date.now` means in it. */
interface Version {
  readonly catalog: GraphCatalog;
  readonly seq: number;
  readonly now: number;
  /** Names the version: the last apply as well, because values that are updated in place show their latest state. */
  readonly name: string;
}

/**
 * Lists of findings: any rows of any filter in any order, of a million findings. The filter is a J1QL query, which is run once for each
 * version of the graph; its ids are kept, and the rest is read for those rows that are looked at.
 */
export class FindingLists {
  readonly cache: AnswerCache;

  constructor(cacheBytes = CACHE_BYTES) {
    this.cache = new AnswerCache(cacheBytes);
  }

  /**
   * Rows of a list from an offset on.
   *
   * @throws {AppError} A_NOTHING_YET
   */
  async page(
    store: GraphStore,
    filter: FindingFilter,
    order: FindingOrder,
    { offset, limit }: { readonly offset: number; readonly limit: number },
    time: ListTime,
    options: ListOptions,
  ): Promise<ListPage> {
    const version = await versionFor(store, filter, time);
    const query = findingQuery(filter, order, ['f._id AS id']);
    const key = `page ${offset} ${limit} ${version.name} ${query}`;
    return this.cache.get(key, options.signal, async (signal) => {
      const wish = { ...options, signal };
      const total = await this.#total(store, filter, version, wish);
      const isFirst = offset + limit <= FIRST_ROWS && total > FIRST_ROWS;
      const ids = await this.#order(store, query, version, isFirst, wish);
      const wanted = [...ids.subarray(offset, offset + limit)];
      const rows = await findingRows(store, rowsWish(filter.kind, wanted), version, wish);
      const value = {
        total,
        rows: rows.map(listedFinding),
        query: findingQuery(filter, order, shownColumns(filter.kind)),
      };
      return { value, bytes: rows.length * ROW_BYTES };
    });
  }

  /** How the findings of a filter are distributed. @throws {AppError} A_NOTHING_YET */
  async facets(
    store: GraphStore,
    filter: FindingFilter,
    time: ListTime,
    options: ListOptions,
  ): Promise<Facets> {
    const version = await versionFor(store, filter, time);
    const key = `facets ${version.name} ${countQuery(filter)}`;
    return this.cache.get(key, options.signal, async (signal) => {
      const wish = { ...options, signal };
      const counts = await facetCounts(filter, (query) => run(store, query, version, wish));
      const kinds = { host: 0, web: 0 };
      for (const kind of FINDING_KINDS) {
        kinds[kind] = await this.#total(store, { ...filter, kind }, version, wish);
      }
      return { value: { ...counts, kinds }, bytes: ROW_BYTES };
    });
  }

  /** A list to be read to its end, all of it from one version of the graph. @throws {AppError} A_NOTHING_YET */
  async whole(
    store: GraphStore,
    filter: FindingFilter,
    order: FindingOrder,
    time: ListTime,
    options: ListOptions,
  ): Promise<WholeList> {
    const version = await versionFor(store, filter, time);
    const query = findingQuery(filter, order, ['f._id AS id']);
    const ids = await this.#order(store, query, version, false, options);
    return {
      total: ids.length,
      step: EXPORT_ROWS,
      rows: async (again, offset, limits) => {
        const wanted = [...ids.subarray(offset, offset + EXPORT_ROWS)];
        const rows = await findingRows(again, rowsWish(filter.kind, wanted), version, limits);
        return rows.map(listedFinding);
      },
    };
  }

  #total(
    store: GraphStore,
    filter: FindingFilter,
    version: Version,
    options: ListOptions,
  ): Promise<number> {
    const query = countQuery(filter);
    return this.cache.get(`total ${version.name} ${query}`, options.signal, async (signal) => {
      const [row] = await run(store, query, version, { ...options, signal });
      return { value: Number(row?.['findings'] ?? 0), bytes: query.length };
    });
  }

  #order(
    store: GraphStore,
    query: string,
    version: Version,
    isFirst: boolean,
    options: ListOptions,
  ): Promise<Float64Array> {
    const key = `${isFirst ? 'first' : 'order'} ${version.name} ${query}`;
    return this.cache.get(key, options.signal, async (signal) => {
      const page = isFirst ? { offset: 0, size: FIRST_ROWS } : undefined;
      const ids = new Ids();
      const { sql, params } = compiled(query, version, page);
      for await (const rows of store.read(sql, params, { ...options, signal })) {
        for (const row of rows) ids.add(Number(row['c0']));
      }
      const value = ids.all();
      return { value, bytes: value.byteLength + query.length };
    });
  }
}

/** Numbers in one piece of memory that grows. */
class Ids {
  #numbers = new Float64Array(1_024);
  #length = 0;

  add(id: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length] = id;
    this.#length += 1;
  }

  all(): Float64Array {
    return this.#numbers.slice(0, this.#length);
  }
}

async function versionFor(
  store: GraphStore,
  filter: FindingFilter,
  { now, at }: ListTime,
): Promise<Version> {
  const catalog = await store.catalog();
  const seq = at === undefined ? catalog.seq : await existingVersionAt(store, at);
  const step = isRelative(filter) ? Math.floor(now / NOW_STEP_MS) : 0;
  const name = [catalog.seq, catalog.at ?? 0, seq, step].join('.');
  return { catalog, seq, now: isRelative(filter) ? step * NOW_STEP_MS : now, name };
}

function compiled(
  query: string,
  { catalog, seq, now }: Version,
  page?: { readonly offset: number; readonly size: number },
) {
  return compile(query, { catalog, seq, now, ...(page !== undefined && { page }) });
}

/** All rows of an answer that has few. */
async function run(
  store: GraphStore,
  query: string,
  version: Version,
  options: ListOptions,
): Promise<readonly Row[]> {
  const { sql, params, decode } = compiled(query, version);
  const all: Row[] = [];
  for await (const rows of store.read(sql, params, options)) {
    all.push(...rows.map((row) => decode(row) as Row));
  }
  return all;
}
