import { ActionIcon, Button, Group, Menu, Table } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '../../../../src/server/api/schemas.ts';
import { api } from '../../api/client.ts';
import { useUser } from '../../api/session.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { ChangeUser } from './change-user.tsx';
import { DeleteUser } from './delete-user.tsx';
import { NewUser } from './new-user.tsx';

interface UserList {
  readonly users: readonly User[];
}

type Dialog =
  | { readonly kind: 'new' }
  | { readonly kind: 'change' | 'delete'; readonly user: User };

/** Who may log in, and as what. */
export function UsersTab() {
  const me = useUser();
  const [dialog, setDialog] = useState<Dialog>();
  const { data, error, refetch } = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => api.get<UserList>('/api/users', { signal }),
  });
  const close = () => setDialog(undefined);
  const user = dialog?.kind === 'new' ? undefined : dialog?.user;
  return (
    <Panel
      title="Users"
      isFlush
      actions={
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => setDialog({ kind: 'new' })}
        >
          Add user
        </Button>
      }
    >
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={3} label="Loading the users" />}
      {data !== undefined && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Created</Table.Th>
              <Table.Th>Changed</Table.Th>
              <Table.Th w={60}>
                <span className="gq-hidden">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.users.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Th scope="row" fw={400}>
                  <bdi>{each.name}</bdi>
                  {each.id === me.id && ' (you)'}
                </Table.Th>
                <Table.Td>{each.role}</Table.Td>
                <Table.Td>
                  <When at={each.createdAt} />
                </Table.Td>
                <Table.Td>
                  <When at={each.changedAt} /> by <bdi>{each.changedBy}</bdi>
                </Table.Td>
                <Table.Td>
                  <Actions
                    user={each}
                    onChange={() => setDialog({ kind: 'change', user: each })}
                    onDelete={() => setDialog({ kind: 'delete', user: each })}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <NewUser isOpen={dialog?.kind === 'new'} onClose={close} />
      <ChangeUser user={dialog?.kind === 'change' ? user : undefined} onClose={close} />
      <DeleteUser user={dialog?.kind === 'delete' ? user : undefined} onClose={close} />
    </Panel>
  );
}

function Actions({
  user,
  onChange,
  onDelete,
}: {
  readonly user: User;
  readonly onChange: () => void;
  readonly onDelete: () => void;
}) {
  return (
    <Group justify="flex-end">
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${user.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onChange}>Change role or password</Menu.Item>
          <Menu.Item color="red" onClick={onDelete}>
            Delete user
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
