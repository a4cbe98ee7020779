import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Completeness, Overview, Trend } from '../../../../src/server/api/overview.ts';
import { api } from '../../api/client.ts';
import { useServerEvent } from '../../api/server-events.ts';
import { useAt } from '../../app/use-at.ts';

/** Days that the trend can have. */
export type TrendDays = '30' | '90';

/** What is open, worst and not looked at. */
export function useOverview() {
  const at = useAt();
  return useQuery({
    queryKey: ['overview', at],
    queryFn: ({ signal }) => api.get<Overview>('/api/overview', { query: { at }, signal }),
  });
}

/** What was open, found and fixed day by day. */
export function useTrend(days: TrendDays) {
  const at = useAt();
  return useQuery({
    queryKey: ['overview', 'trend', at, days],
    queryFn: ({ signal }) => api.get<Trend>('/api/overview/trend', { query: { at, days }, signal }),
    // The days before stay while others are fetched: nothing jumps.
    placeholderData: (previous) => previous,
  });
}

/** Whether the graph holds all that there is. */
export function useCompleteness() {
  const at = useAt();
  return useQuery({
    queryKey: ['overview', 'completeness', at],
    queryFn: ({ signal }) =>
      api.get<Completeness>('/api/overview/completeness', { query: { at }, signal }),
  });
}

/** Fetches everything anew when a run was applied or has ended. */
export function useFreshOverview(): void {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: ['overview'] });
  useServerEvent('graph', refresh);
  useServerEvent('run', refresh);
}
