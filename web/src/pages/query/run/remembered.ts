/** A query that was asked, or left before it was. */
export interface RememberedQuery {
  readonly query: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** How it ended: rows, or the code of an error; absent for a draft. */
  readonly result?: string;
}

const MOST = 50;
const DRAFT = 'query-draft';

const historyKey = (user: string) => `query-history:${user}`;

/** The queries of a user in this browser, newest first. */
export function rememberedQueries(
  user: string,
  storage: Storage = localStorage,
): readonly RememberedQuery[] {
  try {
    const list: unknown = JSON.parse(storage.getItem(historyKey(user)) ?? '[]');
    return Array.isArray(list) ? (list as RememberedQuery[]) : [];
  } catch {
    // What somebody else wrote there is no history.
    return [];
  }
}

/** Puts a query first; each stands there once. */
export function rememberQuery(
  user: string,
  entry: RememberedQuery,
  storage: Storage = localStorage,
): readonly RememberedQuery[] {
  const others = rememberedQueries(user, storage).filter(({ query }) => query !== entry.query);
  const all = [entry, ...others].slice(0, MOST);
  storage.setItem(historyKey(user), JSON.stringify(all));
  return all;
}

/** Forgets all of them. */
export function forgetQueries(user: string, storage: Storage = localStorage): void {
  storage.removeItem(historyKey(user));
}

/** What was typed in this tab and not asked yet. */
export function draftQuery(storage: Storage = sessionStorage): string {
  return storage.getItem(DRAFT) ?? '';
}

/** Keeps what is being typed. */
export function keepDraft(query: string, storage: Storage = sessionStorage): void {
  storage.setItem(DRAFT, query);
}
