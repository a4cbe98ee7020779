import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useRouteError } from 'react-router';

/** What is shown in place of a page whose program failed: what it says, and the ways out. */
export function CrashedPage() {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Stack p="lg" maw={640} role="alert">
      <Title order={2}>This page has failed</Title>
      <Text>
        It is a fault in the console; nothing was changed on the server. Load the page again. If it
        fails again, please report it with this message:
      </Text>
      <Text component="pre" ff="monospace" fz={13} style={{ whiteSpace: 'pre-wrap' }}>
        {message}
      </Text>
      <Group>
        <Button onClick={() => location.reload()}>Load the page again</Button>
        <Button component="a" href="/overview" variant="default">
          Go to the overview
        </Button>
      </Group>
    </Stack>
  );
}
