import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { QueryPage } from '../../../../../src/server/api/query.ts';
import { api } from '../../../api/client.ts';
import { mergeTrees, type Tree } from '../results/tree.ts';
import type { AskedQuery } from './asked-query.ts';

/** A row of an answer. */
export type ResultRow = QueryPage['rows'][number];

/** Rows that a page of the browser holds; a file holds more. */
export const MOST_ROWS = 100_000;

/** How far the answer of a query is. */
export interface QueryRun {
  readonly state: 'idle' | 'running' | 'more' | 'done' | 'failed' | 'cancelled';
  readonly asked: AskedQuery | undefined;
  /** Shape, columns and notes; absent until the first rows are there. */
  readonly head: Omit<QueryPage, 'rows' | 'cursor'> | undefined;
  readonly rows: readonly ResultRow[];
  /** More rows are there, and begin here. */
  readonly cursor: string | undefined;
  /** Time until the first rows, milliseconds. */
  readonly firstMs: number | undefined;
  readonly error: unknown;
}

const NOTHING: QueryRun = {
  state: 'idle',
  asked: undefined,
  head: undefined,
  rows: [],
  cursor: undefined,
  firstMs: undefined,
  error: undefined,
};

function withPage(run: QueryRun, { rows, cursor, ...head }: QueryPage, firstMs: number): QueryRun {
  const all =
    head.shape === 'tree'
      ? [{ ...mergeTrees([...run.rows, ...rows] as unknown as Tree[]) }]
      : [...run.rows, ...rows];
  return {
    ...run,
    state: cursor === undefined ? 'done' : 'more',
    head: run.head ?? head,
    rows: all,
    cursor,
    firstMs: run.firstMs ?? firstMs,
  };
}

/** What can be done with a run. */
export interface QueryRunControl {
  readonly run: QueryRun;
  /** Fetches the next page, or all that follow up to {@link MOST_ROWS}. */
  more(all: boolean): void;
  cancel(): void;
}

/**
 * Asks a query whenever it changes, or is asked anew (`times`), page by page. What is not wanted any more is hung up on, which
 * ends it on the server as well.
 */
export function useQueryRun(
  asked: AskedQuery | undefined,
  times: number,
  onEnd: (run: QueryRun) => void,
): QueryRunControl {
  const [run, setRun] = useState<QueryRun>(NOTHING);
  const calls = useRef<AbortController>(undefined);
  const ended = useEffectEvent(onEnd);

  const fetchPages = async (begin: QueryRun, all: boolean) => {
    calls.current?.abort();
    const call = new AbortController();
    calls.current = call;
    const { signal } = call;
    let current: QueryRun = { ...begin, state: 'running', error: undefined };
    setRun(current);
    const start = performance.now();
    try {
      let goesOn = true;
      while (goesOn) {
        const { cursor } = current;
        const body = { ...current.asked, ...(cursor !== undefined && { cursor }) };
        const page = await api.post<QueryPage>('/api/query', body, { signal });
        if (signal.aborted) return;
        current = withPage(current, page, performance.now() - start);
        goesOn = all && current.state === 'more' && current.rows.length < MOST_ROWS;
        setRun(goesOn ? { ...current, state: 'running' } : current);
      }
    } catch (error) {
      if (signal.aborted) return;
      current = { ...current, state: 'failed', error };
      setRun(current);
    }
    ended(current);
  };

  const begin = useEffectEvent((query: AskedQuery | undefined) => {
    if (query === undefined) setRun(NOTHING);
    else void fetchPages({ ...NOTHING, asked: query }, false);
  });
  const key = asked === undefined ? undefined : JSON.stringify(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same query asked again is asked again
  useEffect(() => {
    begin(key === undefined ? undefined : (JSON.parse(key) as AskedQuery));
    return () => calls.current?.abort();
  }, [key, times]);

  return {
    run,
    more: (all) => void fetchPages(run, all),
    cancel: () => {
      calls.current?.abort();
      setRun((before) => ({
        ...before,
        state: before.rows.length > 0 && before.cursor !== undefined ? 'more' : 'cancelled',
      }));
    },
  };
}
