import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconKey, IconLogout } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { logOut, useUser } from '../api/session.ts';
import { ChangePassword } from './change-password.tsx';

/** Who is logged in, and what they can do about it. */
export function UserMenu() {
  const { name, role } = useUser();
  const [isChanging, setIsChanging] = useState(false);
  const leave = useMutation({ mutationFn: logOut });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            size="compact-md"
            rightSection={<IconChevronDown size={14} />}
            aria-label={`Account of ${name}`}
          >
            {name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Role: {role}</Menu.Label>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setIsChanging(true)}>
            Change password
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
            Log out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ChangePassword isOpen={isChanging} onClose={() => setIsChanging(false)} />
    </>
  );
}
