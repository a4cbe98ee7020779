import { Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { DialogButtons } from './dialog-buttons.tsx';
import { Failed } from './states.tsx';

interface ConfirmByNameProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What has to be typed. */
  readonly name: string;
  /** The button: a verb with its object, "Delete with its 41,208 entities". */
  readonly action: string;
  readonly isPending?: boolean;
  /** Why the last try failed. */
  readonly error?: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Exactly what will be gone, and choices that belong to it. */
  readonly children: ReactNode;
}

/** Asks for the name of what will be gone before it goes. */
export function ConfirmByName({ isOpen, title, onClose, ...rest }: ConfirmByNameProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="lg">
      <Confirmation {...rest} onClose={onClose} />
    </Modal>
  );
}

/** Mounted with each opening of the dialog, so that what was typed for one thing never holds for the next. */
function Confirmation({
  name,
  action,
  isPending = false,
  error,
  onConfirm,
  onClose,
  children,
}: Omit<ConfirmByNameProps, 'isOpen' | 'title'>) {
  const [typed, setTyped] = useState('');
  const isRight = typed === name;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (isRight) onConfirm();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        <Text component="div">{children}</Text>
        <TextInput
          label={
            <>
              Type <b>{name}</b> to confirm
            </>
          }
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        {error != null && <Failed error={error} />}
        <DialogButtons
          action={action}
          onCancel={onClose}
          isPending={isPending}
          isDisabled={!isRight}
          color="red"
        />
      </Stack>
    </form>
  );
}
