import { useQueries } from '@tanstack/react-query';
import type { FindingsPage, ListedFinding } from '../../../../src/server/api/findings.ts';
import { api } from '../../api/client.ts';
import { type FindingsSearch, listQuery } from './findings-search.ts';

/** Rows that are asked for at once. */
const BLOCK_ROWS = 100;

/** The rows of a list that are looked at, and what is known of the whole. */
export interface FindingRows {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  /** The list in J1QL. */
  readonly query: string | undefined;
  /** A row; undefined while it is on its way. */
  readonly row: (index: number) => ListedFinding | undefined;
  /** Of the rows that are looked at. */
  readonly error: unknown;
  readonly retry: () => void;
  /** True while the first rows are on their way. */
  readonly isLoading: boolean;
}

/** Fetches the blocks of a list that the rows from `first` to `last` are in; what is not looked at any more is given up. */
export function useFindingRows(
  search: FindingsSearch,
  at: string | undefined,
  first: number,
  last: number,
): FindingRows {
  const from = Math.floor(Math.max(0, first) / BLOCK_ROWS);
  const to = Math.floor(Math.max(0, last) / BLOCK_ROWS);
  const blocks = [...new Set([0, ...Array.from({ length: to - from + 1 }, (_, n) => from + n)])];
  const asked = listQuery(search, at);
  const answers = useQueries({
    queries: blocks.map((block) => ({
      queryKey: ['findings', asked, block],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<FindingsPage>('/api/findings', {
          query: { ...asked, offset: block * BLOCK_ROWS, limit: BLOCK_ROWS },
          signal,
        }),
      staleTime: 60_000,
    })),
  });
  const byBlock = new Map(blocks.map((block, index) => [block, answers[index]?.data]));
  const page = answers.find(({ data }) => data !== undefined)?.data;
  const failed = answers.find(({ error }) => error !== null);
  return {
    total: page?.total,
    query: page?.query,
    row: (index) => byBlock.get(Math.floor(index / BLOCK_ROWS))?.rows[index % BLOCK_ROWS],
    error: failed?.error ?? null,
    retry: () => {
      for (const { error, refetch } of answers) if (error !== null) void refetch();
    },
    isLoading: page === undefined,
  };
}
