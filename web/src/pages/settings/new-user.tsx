import { Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { User } from '../../../../src/server/api/schemas.ts';
import { api } from '../../api/client.ts';
import { DialogButtons } from '../../components/dialog-buttons.tsx';
import { passwordProblem } from '../../components/new-password.ts';
import { Failed } from '../../components/states.tsx';
import { RoleInput } from './role-input.tsx';

interface Draft {
  readonly name: string;
  readonly role: User['role'];
  readonly password: string;
}

const EMPTY: Draft = { name: '', role: 'viewer', password: '' };

/** Makes a user. */
export function NewUser({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const form = useForm<Draft>({
    initialValues: EMPTY,
    validate: {
      name: (name) => (name.trim() === '' ? 'Give the user a name.' : null),
      password: passwordProblem,
    },
  });
  const close = () => {
    form.reset();
    create.reset();
    onClose();
  };
  const create = useMutation({
    mutationFn: (draft: Draft) => api.post<User>('/api/users', draft),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['users'] });
      close();
    },
  });
  return (
    <Modal opened={isOpen} onClose={close} title="Add user">
      <form onSubmit={form.onSubmit((draft) => create.mutate(draft))}>
        <Stack>
          <TextInput
            label="Name"
            description="To log in with"
            required
            maxLength={64}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('name')}
          />
          <RoleInput
            value={form.values.role}
            onChange={(role) => form.setFieldValue('role', role)}
          />
          <PasswordInput
            label="Password"
            description="At least 12 characters; the user can change it after logging in"
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
          {create.error !== null && <Failed error={create.error} />}
          <DialogButtons action="Add user" onCancel={close} isPending={create.isPending} />
        </Stack>
      </form>
    </Modal>
  );
}
