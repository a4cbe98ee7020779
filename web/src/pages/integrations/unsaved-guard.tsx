import { Button, Group, Modal, Text } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { useBlocker } from 'react-router';

interface UnsavedGuardProps {
  readonly isDirty: boolean;
  /** Called when there is nothing unsaved; from then on pages can be left. */
  readonly onClean?: () => void;
}

/** Asks before a page is left that has something typed in it which is not saved. */
export function UnsavedGuard({ isDirty, onClean }: UnsavedGuardProps) {
  const tell = useEffectEvent(() => onClean?.());
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isDirty) {
      tell();
      return;
    }
    const keep = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', keep);
    return () => window.removeEventListener('beforeunload', keep);
  }, [isDirty]);
  return (
    <Modal
      opened={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
    >
      <Text mb="md">What you typed is not saved, and is gone when you leave.</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
          Stay on this page
        </Button>
        <Button color="red" onClick={() => blocker.proceed?.()}>
          Leave without saving
        </Button>
      </Group>
    </Modal>
  );
}
