import { Alert, Button, Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { RunStopped } from '../../../../src/server/api/runs.ts';
import { api } from '../../api/client.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { Failed } from '../../components/states.tsx';
import { SCHEDULE } from '../integrations/integration-queries.ts';
import { useIntegrationEvents } from '../integrations/use-integration-events.ts';

/** A run that begins sooner, milliseconds, is not worth a word. */
const WORTH_A_WORD_MS = 1000;

/** Says that a run of an integration waits for its beginning, and cancels it. */
export function WaitingRun({ instanceId }: { readonly instanceId: string }) {
  const isAdministrator = useIsAdministrator();
  useIntegrationEvents();
  const { data } = useQuery(SCHEDULE);
  const isWaiting = data?.instances.some(
    (schedule) => schedule.instanceId === instanceId && schedule.isStarting,
  );
  const [hasWaited] = useDebouncedValue(isWaiting, WORTH_A_WORD_MS);
  const cancel = useMutation({
    mutationFn: () => api.post<RunStopped>(`/api/instances/${instanceId}/runs/cancel`, {}),
  });
  if (isWaiting !== true || hasWaited !== true) return null;
  return (
    <Alert title="A run waits for its beginning">
      <Group justify="space-between">
        <Text size="sm">
          It begins as soon as the graph can be opened; another process may have it. Qualys was not
          asked for anything yet.
        </Text>
        {isAdministrator && (
          <Button
            size="compact-sm"
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            Cancel this run
          </Button>
        )}
      </Group>
      {cancel.isError && <Failed error={cancel.error} />}
    </Alert>
  );
}
