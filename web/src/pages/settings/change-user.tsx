import { Modal, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '../../../../src/server/api/schemas.ts';
import { api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { DialogButtons } from '../../components/dialog-buttons.tsx';
import { passwordProblem } from '../../components/new-password.ts';
import { Failed } from '../../components/states.tsx';
import { RoleInput } from './role-input.tsx';

/** Changes the role of a user, or sets a new password. */
export function ChangeUser({
  user,
  onClose,
}: {
  /** Whom it is about; closed without. */
  readonly user: User | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={user !== undefined} onClose={onClose} title={`Change ${user?.name ?? ''}`}>
      {user !== undefined && <Change user={user} onClose={onClose} />}
    </Modal>
  );
}

/** The state of the user that an answer says there is now. */
function currentOf(error: unknown): User | undefined {
  if (!(error instanceof Problem) || error.code !== 'H_CHANGED_MEANWHILE') return undefined;
  return error.body['current'] as User;
}

function Change({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const client = useQueryClient();
  // What the change is based on; moves on when somebody else was faster and the person has seen it.
  const [base, setBase] = useState(user);
  const form = useForm<{ readonly role: User['role']; readonly password: string }>({
    initialValues: { role: user.role, password: '' },
    validate: {
      password: (password) => (password === '' ? null : passwordProblem(password)),
    },
  });
  const change = useMutation({
    mutationFn: ({ role, password }: { readonly role: User['role']; readonly password: string }) =>
      api.patch<User>(
        `/api/users/${base.id}`,
        { ...(role !== base.role && { role }), ...(password !== '' && { password }) },
        { headers: { 'if-match': `"${base.version}"` } },
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
    onError: (error) => {
      const current = currentOf(error);
      if (current !== undefined) setBase(current);
    },
  });
  const { role, password } = form.values;
  const isChanged = role !== base.role || password !== '';
  const wasOvertaken = currentOf(change.error) !== undefined;
  return (
    <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
      <Stack>
        <RoleInput value={role} onChange={(next) => form.setFieldValue('role', next)} />
        <PasswordInput
          label="New password"
          description="At least 12 characters; ends the user's sessions. Empty: it stays as it is"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        {change.error !== null && (
          <Failed error={change.error}>
            {wasOvertaken && (
              <span>
                The role is {base.role} now. What you entered is still here: change the user once
                more to put it in place of that.
              </span>
            )}
          </Failed>
        )}
        <DialogButtons
          action="Change user"
          onCancel={onClose}
          isPending={change.isPending}
          isDisabled={!isChanged}
        />
      </Stack>
    </form>
  );
}
