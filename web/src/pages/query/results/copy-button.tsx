import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** Copies a text, and says so. */
export function CopyButton({
  text,
  children,
}: {
  readonly text: () => string;
  readonly children: ReactNode;
}) {
  const { copied, copy } = useClipboard();
  return (
    <Button size="compact-sm" variant="default" onClick={() => copy(text())}>
      {copied ? 'Copied' : children}
    </Button>
  );
}
