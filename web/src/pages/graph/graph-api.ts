import type {
  DrawnQuery,
  Found,
  GroupPage,
  GroupParts,
  Neighbours,
  Picture,
} from '../../../../src/server/api/graph.ts';
import { api } from '../../api/client.ts';
import type { GroupBy, GroupFilter } from './model/exploration.ts';

/** When the graph is looked at, and what ends the call. */
export interface Look {
  /** ISO time; now when absent. */
  readonly at: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Neighbours of a group that the server gives at once. */
export const MOST_AT_ONCE = 250;

/** What the graph explorer reads. */
export const graphApi = {
  neighbours: (id: string, { at, signal }: Look) =>
    api.get<Neighbours>(`/api/entities/${id}/neighbours`, { query: { at }, signal }),

  page: (id: string, group: string, filter: GroupFilter, limit: number, { at, signal }: Look) =>
    api.get<GroupPage>(`/api/entities/${id}/neighbours/${encodeURIComponent(group)}`, {
      query: { ...filter, limit, at },
      signal,
    }),

  parts: (id: string, group: string, filter: GroupFilter, by: GroupBy, { at, signal }: Look) =>
    api.get<GroupParts>(`/api/entities/${id}/neighbours/${encodeURIComponent(group)}/parts`, {
      query: { ...filter, by, at },
      signal,
    }),

  /** Entities in the order asked for, and what is between them. */
  entities: async (ids: readonly string[], { at, signal }: Look): Promise<Picture> =>
    ids.length === 0
      ? { entities: [], links: [] }
      : api.post<Picture>('/api/graph/entities', { ids, at }, { signal }),

  draw: (query: string, { at, signal }: Look) =>
    api.post<DrawnQuery>('/api/graph/query', { query, at }, { signal }),

  search: (search: string, { at, signal }: Look) =>
    api.get<Found>('/api/entities', { query: { search, at }, signal }),
} as const;
