import { queryOptions } from '@tanstack/react-query';
import type { Catalog, PropertyValues } from '../../../../src/server/api/catalog.ts';
import type { QueryCheck } from '../../../../src/server/api/query.ts';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { CompletionSource } from './editor/completion.ts';

/** What a query can name, as the graph is. */
export const CATALOG = queryOptions({
  queryKey: ['catalog'],
  queryFn: ({ signal }) => api.get<Catalog>('/api/catalog', { signal }),
});

/** The most frequent values of a property. */
function valuesOf(of: string, property: string) {
  return queryOptions({
    queryKey: ['catalog', 'values', of, property],
    queryFn: ({ signal }) =>
      api.get<PropertyValues>('/api/catalog/values', { query: { of, property }, signal }),
  });
}

/** What the editor completes with. Without a graph, or while the server is away, it completes nothing: the page itself says so. */
export const COMPLETION: CompletionSource = {
  catalog: () => queryClient.fetchQuery(CATALOG).catch(() => undefined),
  values: (of, property) =>
    queryClient.fetchQuery(valuesOf(of, property)).then(
      ({ values }) => values,
      () => [],
    ),
};

/** Reads a query without running it; undefined while the server cannot. */
export function checkQuery(query: string): Promise<QueryCheck | undefined> {
  return queryClient
    .fetchQuery({
      queryKey: ['query', 'check', query],
      queryFn: ({ signal }) => api.post<QueryCheck>('/api/query/check', { query }, { signal }),
      gcTime: 60_000,
    })
    .catch(() => undefined);
}
