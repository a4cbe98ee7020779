import { Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconLoader,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunList } from '../../../src/server/api/runs.ts';
import { api } from '../api/client.ts';
import { useServerEvent } from '../api/server-events.ts';
import { When } from '../components/when.tsx';
import { PageLink } from './page-link.tsx';
import { stateOfRuns, type Tone } from './state-of-runs.ts';
import classes from './system-state.module.css';

/** Runs that are looked at: enough that each of some integrations has one among them. */
const NEWEST = 50;

const ICONS: Readonly<Record<Tone, TablerIcon>> = {
  good: IconCircleCheck,
  busy: IconLoader,
  warn: IconAlertTriangle,
  bad: IconCircleX,
};

/** The state of the system in one line under the rail: last complete run, running now, or what is wrong. */
export function SystemState({ isCollapsed }: { readonly isCollapsed: boolean }) {
  const queryClient = useQueryClient();
  const queryKey = ['runs', 'newest'] as const;
  const refresh = () => void queryClient.invalidateQueries({ queryKey });
  useServerEvent('run', refresh);
  useServerEvent('graph', refresh);
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<RunList>('/api/runs', { query: { limit: NEWEST }, signal }),
  });
  // Without an answer nothing is said here: the banner and the pages tell what is wrong.
  if (data === undefined) return null;
  const state = stateOfRuns(data.runs);
  const Icon = state === undefined ? IconCircleDashed : ICONS[state.tone];
  const words = state?.words ?? 'No run yet';
  return (
    <Tooltip label={words} position="right" disabled={!isCollapsed}>
      <PageLink
        className={classes['line']}
        to={state === undefined ? '/integrations' : `/runs/${state.runId}`}
        data-tone={state?.tone}
      >
        <Icon className={classes['mark']} size={18} stroke={1.75} aria-hidden />
        <span className={isCollapsed ? 'gq-hidden' : ''}>
          <bdi>{words}</bdi> {state !== undefined && <When at={state.at} />}
        </span>
      </PageLink>
    </Tooltip>
  );
}
