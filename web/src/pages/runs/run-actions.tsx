import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { RunAnswer } from '../../../../src/server/api/runs.ts';
import { Failed } from '../../components/states.tsx';
import { useCancelRun, useStartRun } from './use-runs.ts';

/** Ends a run that is under way, after a question. */
export function CancelRun({
  runId,
  isStopping,
}: {
  readonly runId: string;
  readonly isStopping: boolean;
}) {
  const [isAsking, ask] = useState(false);
  const cancel = useCancelRun(runId);
  return (
    <>
      <Button
        size="compact-sm"
        color="red"
        variant="outline"
        disabled={isStopping}
        onClick={() => ask(true)}
      >
        {isStopping ? 'Stopping …' : 'Cancel run'}
      </Button>
      <Modal opened={isAsking} onClose={() => ask(false)} title="Cancel this run?">
        <Stack>
          <Text>
            The pages in work are read to their end, then the run stops. The graph stays as it was.
            The pages that were read are kept for a day: the next run goes on with them.
          </Text>
          {cancel.isError && <Failed error={cancel.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => ask(false)}>
              Let it run
            </Button>
            <Button
              color="red"
              loading={cancel.isPending}
              onClick={() => cancel.mutate(undefined, { onSuccess: () => ask(false) })}
            >
              Cancel run
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

/** Begins the next run of the integration, or goes on with this one. */
export function RunAgain({ answer }: { readonly answer: RunAnswer }) {
  const start = useStartRun(answer.run.instanceId ?? '');
  if (answer.run.instanceId === null) return null;
  return (
    <>
      {start.isError && <Failed error={start.error} />}
      <Button
        size="compact-sm"
        variant="default"
        loading={start.isPending}
        onClick={() => start.mutate({})}
      >
        {answer.isResumable ? 'Go on with this run' : 'Run again'}
      </Button>
    </>
  );
}
