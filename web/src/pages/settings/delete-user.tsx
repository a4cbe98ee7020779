import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { User } from '../../../../src/server/api/schemas.ts';
import { api } from '../../api/client.ts';
import { ConfirmByName } from '../../components/confirm-by-name.tsx';

/** Deletes a user, after the name was typed. */
export function DeleteUser({
  user,
  onClose,
}: {
  /** Whom it is about; closed without. */
  readonly user: User | undefined;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: ({ id, version }: User) =>
      api.delete(`/api/users/${id}`, { headers: { 'if-match': `"${version}"` } }),
    onSuccess: () => close(),
    // Also after a failure: somebody else may have changed or deleted the user.
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <ConfirmByName
      isOpen={user !== undefined}
      title={`Delete ${user?.name ?? ''}`}
      name={user?.name ?? ''}
      action="Delete user"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => user !== undefined && remove.mutate(user)}
      onClose={close}
    >
      The user, with all sessions and API tokens. What the audit log says of {user?.name} stays.
    </ConfirmByName>
  );
}
