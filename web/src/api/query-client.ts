import { QueryClient } from '@tanstack/react-query';
import { connection } from './connection.ts';
import { Problem } from './problem.ts';

/** What was fetched counts as fresh so long, milliseconds; live events say earlier what has changed. */
const FRESH_MS = 30_000;
const RETRIES = 2;

/** The cache of everything that was fetched. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // The browser's word on being online says nothing about a server on this machine.
      networkMode: 'always',
      // What the server refused it refuses again; busy it is for a moment only.
      retry: (failures, error) =>
        error instanceof Problem && error.status === 503 && failures < RETRIES,
    },
    mutations: { networkMode: 'always' },
  },
});

/** After the server was away, everything that is on the page is asked for again. */
export function refetchWhenBack(): () => void {
  let wasAway = false;
  return connection.awaySince.subscribe(() => {
    const isAway = connection.awaySince.get() !== undefined;
    if (wasAway && !isAway) void queryClient.invalidateQueries();
    wasAway = isAway;
  });
}
