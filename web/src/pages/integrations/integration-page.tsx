import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { InstanceAnswer, InstanceChangeBody } from '../../../../src/server/api/instances.ts';
import type { RunBegun } from '../../../../src/server/api/runs.ts';
import { api } from '../../api/client.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { usePageTitle } from '../../app/page-title.tsx';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { RunsTable } from '../runs/runs-table.tsx';
import { WaitingRun } from '../runs/waiting-run.tsx';
import { Configuration } from './configuration.tsx';
import { DeleteIntegration } from './delete-integration.tsx';
import { EditIntegration } from './edit-integration.tsx';
import { FORM_PARTS, INTEGRATIONS, integration, SCHEDULE } from './integration-queries.ts';
import { IntegrationStatus, type Schedule } from './integration-status.tsx';
import { NextRun } from './integrations-page.tsx';
import { useIntegrationEvents } from './use-integration-events.ts';
import { useIsGoing } from './use-is-going.ts';

/** One integration: how it stands, its configuration and its runs. With `?edit=1` its form. */
export function IntegrationPage() {
  const { id = '' } = useParams();
  useIntegrationEvents();
  const isGoing = useIsGoing(id);
  const { data, error, refetch } = useQuery({ ...integration(id), enabled: !isGoing });
  const parts = useQuery(FORM_PARTS);
  const [search, setSearch] = useSearchParams();
  const isAdministrator = useIsAdministrator();
  const { data: schedules } = useQuery(SCHEDULE);
  const schedule = schedules?.instances.find(({ instanceId }) => instanceId === id);
  usePageTitle(data?.name);
  const failure = error ?? parts.error;
  if (failure !== null) {
    return (
      <Failed error={failure} onRetry={() => void Promise.all([refetch(), parts.refetch()])} />
    );
  }
  if (data === undefined || parts.data === undefined) {
    return <Loading label="Loading the integration" rows={6} />;
  }
  const edit = (isEdited: boolean) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (isEdited) next.set('edit', '1');
      else next.delete('edit');
      return next;
    });
  if (isAdministrator && search.get('edit') === '1') {
    return <EditIntegration parts={parts.data} instance={data} onDone={() => edit(false)} />;
  }
  return (
    <Stack>
      <Standing
        instance={data}
        schedule={schedule}
        onEdit={() => edit(true)}
        isAdministrator={isAdministrator}
      />
      <Panel title="Runs" isFlush>
        <RunsTable
          instanceId={id}
          isPaused={isGoing}
          none={
            <Text p="md" c="dimmed">
              {schedule?.running != null
                ? 'The first run is under way; it reads everything.'
                : 'It was never run. The first run reads everything, and shows its progress while it does.'}
            </Text>
          }
        />
      </Panel>
      <Panel title="Configuration">
        <Configuration instance={data} parts={parts.data} />
      </Panel>
    </Stack>
  );
}

/** How it stands, and what can be done to it. */
function Standing({
  instance,
  schedule,
  onEdit,
  isAdministrator,
}: {
  readonly instance: InstanceAnswer;
  readonly schedule: Schedule | undefined;
  readonly onEdit: () => void;
  readonly isAdministrator: boolean;
}) {
  const { id, isEnabled } = instance;
  const [isDeleting, setDeleting] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => queryClient.invalidateQueries({ queryKey: INTEGRATIONS.queryKey });
  const toggle = useMutation({
    mutationFn: () =>
      api.patch<InstanceAnswer>(
        `/api/instances/${id}`,
        { isEnabled: !isEnabled } satisfies InstanceChangeBody,
        { headers: { 'if-match': `"${instance.version}"` } },
      ),
    onSettled: refresh,
  });
  const run = useMutation({
    mutationFn: () => api.post<RunBegun>(`/api/instances/${id}/runs`, {}),
    onSuccess: ({ runId }) => navigate(`/runs/${runId}`),
  });
  const failure = toggle.error ?? run.error;
  return (
    <Stack>
      <Group>
        <IntegrationStatus instance={instance} schedule={schedule} />
        <Text size="sm" c="dimmed" component="div">
          Next run: <NextRun schedule={schedule} />
        </Text>
        {isAdministrator && (
          <Group gap="xs" ml="auto">
            <Button
              onClick={() => run.mutate()}
              loading={run.isPending}
              disabled={!isEnabled || schedule?.running != null || schedule?.isStarting === true}
            >
              Run now
            </Button>
            <Button variant="default" onClick={onEdit}>
              Edit configuration
            </Button>
            <Button variant="default" onClick={() => toggle.mutate()} loading={toggle.isPending}>
              {isEnabled ? 'Disable' : 'Enable'}
            </Button>
            <Button variant="default" c="var(--gq-bad)" onClick={() => setDeleting(true)}>
              Delete …
            </Button>
          </Group>
        )}
      </Group>
      <WaitingRun instanceId={id} />
      {failure !== null && <Failed error={failure} />}
      <Trouble instance={instance} schedule={schedule} isAdministrator={isAdministrator} />
      <DeleteIntegration
        instance={instance}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
      />
    </Stack>
  );
}

/** What keeps it from being collected, and what to do about it. */
function Trouble({
  instance: { id, refused, isEnabled },
  schedule,
  isAdministrator,
}: {
  readonly instance: InstanceAnswer;
  readonly schedule: Schedule | undefined;
  readonly isAdministrator: boolean;
}) {
  const queryClient = useQueryClient();
  const insist = useMutation({
    mutationFn: () => api.delete(`/api/instances/${id}/refusal`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: INTEGRATIONS.queryKey }),
  });
  const problem = schedule?.problem;
  return (
    <>
      {refused !== null && (
        <Alert color="red" title="Qualys refused this login">
          <Text size="sm">
            <When at={refused.at} />: {refused.message} ({refused.code}). It is not sent again,
            since repeated refusals lock accounts. Correct the login; or, if the account was put
            right in Qualys, let the next run try it once more.
          </Text>
          {isAdministrator && (
            <Button
              size="compact-sm"
              variant="default"
              mt="xs"
              onClick={() => insist.mutate()}
              loading={insist.isPending}
            >
              Let this login be tried again
            </Button>
          )}
          {insist.error !== null && <Failed error={insist.error} />}
        </Alert>
      )}
      {problem != null && (
        <Alert color="red" title="The last run did not begin">
          <Text size="sm">
            <When at={problem.at} />: {problem.message} {problem.whatToDo} ({problem.code})
          </Text>
        </Alert>
      )}
      {!isEnabled && (
        <Text size="sm" c="dimmed">
          Disabled: no run begins, neither by the clock nor by hand. What the graph has stays.
        </Text>
      )}
    </>
  );
}
