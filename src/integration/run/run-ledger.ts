import type { StoredPage } from '../../spool/index.ts';
import type { PageSpool } from './page-spool.ts';

/**
 * The pages that an earlier part of this run stored, by what was asked. A run that starts has none; one
 * that is resumed asks for none of them again.
 */
export class RunLedger {
  readonly #spool: PageSpool;
  readonly #pages: ReadonlyMap<string, StoredPage>;
  #sequence: number;

  private constructor(spool: PageSpool, pages: ReadonlyMap<string, StoredPage>, next: number) {
    this.#spool = spool;
    this.#pages = pages;
    this.#sequence = next;
  }

  /** Reads the ledger of a spool. Throws a `SpoolError` if that cannot be read. */
  static async of(spool: PageSpool): Promise<RunLedger> {
    const pages = new Map<string, StoredPage>();
    let next = 0;
    for await (const page of spool.pages()) {
      pages.set(nameOf(page.endpoint, page.scope), page);
      next = Math.max(next, page.sequence + 1);
    }
    return new RunLedger(spool, pages, next);
  }

  /** How many pages were stored before. */
  get size(): number {
    return this.#pages.size;
  }

  /** The stored page of an endpoint with a scope. */
  find(endpoint: string, scope: string): StoredPage | undefined {
    return this.#pages.get(nameOf(endpoint, scope));
  }

  /** The scopes of all stored pages of an endpoint. */
  scopes(endpoint: string): readonly string[] {
    return [...this.#pages.values()]
      .filter((page) => page.endpoint === endpoint)
      .map(({ scope }) => scope);
  }

  /** Position of the next segment. */
  nextSequence(): number {
    return this.#sequence++;
  }

  /** What a stored page remembers. */
  memoryOf(page: StoredPage): Promise<unknown> {
    return this.#spool.memoryOf(page);
  }

  /** Keys of the findings in a stored page. */
  findingKeys(page: StoredPage): AsyncIterable<string> {
    return this.#spool.findingKeys(page);
  }
}

function nameOf(endpoint: string, scope: string): string {
  return `${endpoint} ${scope}`;
}
