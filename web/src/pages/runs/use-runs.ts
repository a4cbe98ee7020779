import {
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { EventData } from '../../../../src/server/api/events.ts';
import type {
  RunAnswer,
  RunBegun,
  RunList,
  RunLogAnswer,
} from '../../../../src/server/api/runs.ts';
import { api } from '../../api/client.ts';
import { useServerEvent } from '../../api/server-events.ts';
import { isUnderWay } from './run-words.ts';

/** Everything about runs in the cache begins with this. */
const RUNS = 'runs';

/** Should an event get lost, a run under way is asked for so often, milliseconds. */
const LOOK_MS = 10_000;

const PAGE = 25;

/** The query of one run. */
export function runQuery(runId: string) {
  return queryOptions({
    queryKey: [RUNS, 'one', runId],
    queryFn: ({ signal }) =>
      api.get<RunAnswer>(`/api/runs/${encodeURIComponent(runId)}`, { signal }),
  });
}

/** One run, as it is now. */
export function useRun(runId: string) {
  const client = useQueryClient();
  useServerEvent<EventData<'run-progress'>>('run-progress', (data) => {
    if (data.runId === runId) void client.invalidateQueries(runQuery(runId));
  });
  useServerEvent<EventData<'run'>>('run', () => {
    void client.invalidateQueries({ queryKey: [RUNS, 'one'] });
    void client.invalidateQueries({ queryKey: [RUNS, 'log', runId] });
  });
  return useQuery({
    ...runQuery(runId),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.run) ? LOOK_MS : false),
  });
}

/** The log of a run; while that is under way, what it has so far. */
export function useRunLog(runId: string, isLive: boolean) {
  return useQuery({
    queryKey: [RUNS, 'log', runId],
    queryFn: ({ signal }) =>
      api.get<RunLogAnswer>(`/api/runs/${encodeURIComponent(runId)}/log`, { signal }),
    refetchInterval: isLive ? LOOK_MS / 2 : false,
  });
}

/** The runs of an integration, or all of them, newest first, a page after the other. While paused nothing is asked for. */
export function useRunList(instanceId: string | undefined, isPaused: boolean) {
  const client = useQueryClient();
  useServerEvent<EventData<'run'>>('run', () => {
    void client.invalidateQueries({ queryKey: [RUNS, 'list'] });
  });
  return useInfiniteQuery({
    queryKey: [RUNS, 'list', instanceId ?? null],
    enabled: !isPaused,
    queryFn: ({ pageParam, signal }) =>
      api.get<RunList>('/api/runs', {
        query: { instance: instanceId, before: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ before }) => before ?? undefined,
  });
}

/** Begins a run of an integration, and opens its page. */
export function useStartRun(instanceId: string) {
  return useRunBegin<object>((wishes) =>
    api.post<RunBegun>(`/api/instances/${instanceId}/runs`, wishes),
  );
}

/** Accepts the removals that a run held: begins the run that makes them, and opens its page. */
export function useAcceptRemovals(runId: string) {
  return useRunBegin<void>(() => api.post<RunBegun>(`/api/runs/${runId}/accept-deletions`, {}));
}

function useRunBegin<Wishes>(begin: (wishes: Wishes) => Promise<RunBegun>) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: begin,
    onSuccess: async ({ runId }) => {
      await client.invalidateQueries({ queryKey: [RUNS] });
      await navigate(`/runs/${runId}`);
    },
  });
}

/** Cancels a run. */
export function useCancelRun(runId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<RunAnswer>(`/api/runs/${runId}/cancel`, {}),
    onSuccess: (answer) => client.setQueryData(runQuery(runId).queryKey, answer),
  });
}
