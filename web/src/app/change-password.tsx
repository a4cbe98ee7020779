import { Alert, Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { DialogButtons } from '../components/dialog-buttons.tsx';
import { passwordProblem } from '../components/new-password.ts';
import { Failed } from '../components/states.tsx';

interface Passwords {
  readonly current: string;
  readonly next: string;
  readonly again: string;
}

const EMPTY: Passwords = { current: '', next: '', again: '' };

/** Changes the password of who is logged in. */
export function ChangePassword({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const form = useForm<Passwords>({
    initialValues: EMPTY,
    validate: {
      next: passwordProblem,
      again: (again, { next }) => (again === next ? null : 'The two are not the same.'),
    },
  });
  const change = useMutation({
    mutationFn: ({ current, next }: Passwords) =>
      api.put('/api/session/password', { currentPassword: current, newPassword: next }),
    onSuccess: () => form.reset(),
  });
  const close = () => {
    form.reset();
    change.reset();
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={close} title="Change password">
      {change.isSuccess ? (
        <Stack>
          <Alert color="green" title="The password was changed">
            Your other sessions have ended; API tokens stay good.
          </Alert>
          <Group justify="flex-end">
            <Button onClick={close}>Close</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
          <Stack>
            <Text size="sm" c="dimmed">
              Your other sessions end when the password is changed.
            </Text>
            <PasswordInput
              label="Current password"
              autoComplete="current-password"
              required
              data-autofocus
              {...form.getInputProps('current')}
            />
            <PasswordInput
              label="New password"
              description="At least 12 characters"
              autoComplete="new-password"
              required
              {...form.getInputProps('next')}
            />
            <PasswordInput
              label="New password again"
              autoComplete="new-password"
              required
              {...form.getInputProps('again')}
            />
            {change.error !== null && <Failed error={change.error} />}
            <DialogButtons action="Change password" onCancel={close} isPending={change.isPending} />
          </Stack>
        </form>
      )}
    </Modal>
  );
}
