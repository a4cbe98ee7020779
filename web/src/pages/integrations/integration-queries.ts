import { queryOptions } from '@tanstack/react-query';
import type { OptionDescriptions, PlatformList } from '../../../../src/server/api/instance-form.ts';
import type {
  InstanceAnswer,
  InstanceDataAnswer,
  InstanceList,
} from '../../../../src/server/api/instances.ts';
import type { ScheduleAnswer } from '../../../../src/server/api/runs.ts';
import { api } from '../../api/client.ts';

/** All integrations. */
export const INTEGRATIONS = queryOptions({
  queryKey: ['instances'],
  queryFn: ({ signal }) => api.get<InstanceList>('/api/instances', { signal }),
});

/** One integration. */
export const integration = (id: string) =>
  queryOptions({
    queryKey: ['instances', id],
    queryFn: ({ signal }) =>
      api.get<InstanceAnswer>(`/api/instances/${encodeURIComponent(id)}`, { signal }),
  });

/** What of the graph would go with an integration; counted anew each time it is asked for. */
export const integrationData = (id: string) =>
  queryOptions({
    queryKey: ['instances', id, 'data'],
    queryFn: ({ signal }) =>
      api.get<InstanceDataAnswer>(`/api/instances/${encodeURIComponent(id)}/data`, { signal }),
    staleTime: 0,
  });

/** What the form is made of. */
export interface FormParts {
  readonly options: OptionDescriptions['options'];
  readonly platforms: PlatformList;
}

/** The parts of the form: they come with the program. */
export const FORM_PARTS = queryOptions({
  queryKey: ['instance-form'],
  queryFn: async ({ signal }): Promise<FormParts> => {
    const [{ options }, platforms] = await Promise.all([
      api.get<OptionDescriptions>('/api/instance-options', { signal }),
      api.get<PlatformList>('/api/platforms', { signal }),
    ]);
    return { options, platforms };
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** When integrations are collected: the last run of each, and the next. */
export const SCHEDULE = queryOptions({
  queryKey: ['instances', 'schedule'],
  queryFn: ({ signal }) => api.get<ScheduleAnswer>('/api/schedule', { signal }),
});
