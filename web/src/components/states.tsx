import { Button, Skeleton, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Problem, ServerAway } from '../api/problem.ts';
import classes from './states.module.css';

/** The place of what is being fetched: bars as high as its rows, so that nothing jumps. */
export function Loading({
  rows = 3,
  rowHeight = 20,
  label = 'Loading',
}: {
  readonly rows?: number;
  readonly rowHeight?: number;
  /** Told to screen readers. */
  readonly label?: string;
}) {
  return (
    <Stack gap={12} p="md" role="status" aria-busy>
      <VisuallyHidden>{label} …</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content are told apart by nothing else
        <Skeleton key={row} height={rowHeight} radius="sm" width={`${90 - ((row * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

/** What is shown where there is nothing: one sentence, one action, one link. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes['empty']}>
      <Title order={2}>{title}</Title>
      <Text component="div" c="dimmed">
        {children}
      </Text>
    </div>
  );
}

/** An error in the words of the server: what happened, and what to do. */
export function Failed({
  error,
  onRetry,
  children,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** More to do about it. */
  readonly children?: ReactNode;
}) {
  const { title, advice, code } = told(error);
  return (
    <div className={classes['failed']} role="alert">
      <Stack gap={6} align="flex-start">
        <Text fw={600}>{title}</Text>
        <Text>{advice}</Text>
        {code !== undefined && <span className={classes['code']}>{code}</span>}
        {onRetry !== undefined && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {children}
      </Stack>
    </div>
  );
}

function told(error: unknown): {
  readonly title: string;
  readonly advice: string;
  readonly code?: string;
} {
  if (error instanceof Problem) {
    const request =
      error.status >= 500 && error.requestId !== '' ? ` · request ${error.requestId}` : '';
    return { title: error.message, advice: error.whatToDo, code: `${error.code}${request}` };
  }
  if (error instanceof ServerAway) {
    return {
      title: error.message,
      advice: 'Nothing is known to have changed. Try again when it is back.',
    };
  }
  return {
    title: 'This part of the page has failed.',
    advice: `It is a fault in the console; please report it: ${error instanceof Error ? error.message : String(error)}`,
  };
}
