import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { DoctorAnswer } from '../../../../src/server/api/doctor.ts';
import { api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed } from '../../components/states.tsx';
import { DoctorReport } from './doctor-report.tsx';
import { fieldProblems } from './field-problems.ts';

interface TestCredentialsProps {
  /** Address that tries them. */
  readonly path: string;
  /** What is tried, as it is when the button is pressed. */
  readonly body: () => object;
}

/** Tries the credentials, and tells what they can read. Nothing is saved. */
export function TestCredentials({ path, body }: TestCredentialsProps) {
  const controller = useRef<AbortController>(undefined);
  const test = useMutation({
    mutationFn: (insist: boolean) => {
      const running = new AbortController();
      controller.current = running;
      return api.post<DoctorAnswer>(path, { ...body(), insist }, { signal: running.signal });
    },
  });
  const isCancelled = test.error instanceof DOMException && test.error.name === 'AbortError';
  const wasRefused = test.error instanceof Problem && test.error.code === 'A_CREDENTIALS_REFUSED';
  return (
    <Panel
      title="Test credentials"
      actions={
        test.isPending ? (
          <Button size="compact-sm" variant="default" onClick={() => controller.current?.abort()}>
            Cancel the test
          </Button>
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => test.mutate(false)}>
            Test credentials
          </Button>
        )
      }
    >
      <Stack aria-live="polite" gap="sm">
        {test.isIdle && (
          <Text size="sm" c="dimmed">
            Asks every endpoint of Qualys for one record, and tells what this login can and cannot
            read. Nothing is saved by it.
          </Text>
        )}
        {test.isPending && (
          <Text size="sm">
            Asking Qualys, one endpoint after the other. This takes a few seconds.
          </Text>
        )}
        {isCancelled && <Text size="sm">The test was cancelled.</Text>}
        {test.error !== null && !isCancelled && <TestFailed error={test.error} />}
        {wasRefused && (
          <Group>
            <Button size="compact-sm" variant="default" onClick={() => test.mutate(true)}>
              Send this login once more
            </Button>
          </Group>
        )}
        {test.data !== undefined && <DoctorReport report={test.data} />}
      </Stack>
    </Panel>
  );
}

/** What is wrong with single fields is a list; everything else says itself. */
function TestFailed({ error }: { readonly error: unknown }) {
  const problems = Object.values(fieldProblems(error));
  if (problems.length === 0) return <Failed error={error} />;
  return (
    <div role="alert">
      <Text size="sm" fw={600}>
        Nothing was sent to Qualys:
      </Text>
      {problems.map((problem) => (
        <Text key={problem} size="sm">
          {problem}
        </Text>
      ))}
    </div>
  );
}
