import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { loginGate } from '../api/login-gate.ts';
import { useObservable } from '../api/observable.ts';
import { queryClient } from '../api/query-client.ts';
import { useSession } from '../api/session.ts';
import { LoginForm } from '../components/login-form.tsx';

/** Above every other dialog: one that was open is what the login is for. */
const ABOVE_DIALOGS = 1000;

/** The login over the page, when the session has ended while somebody was at work: what they typed stays. */
export function LoginDialog() {
  const isOpen = useObservable(loginGate.isOpen);
  const { data } = useSession();
  const user = data?.user;
  // Somebody whose page does not know them has nothing to lose.
  const isLost = isOpen && user === undefined;
  useEffect(() => {
    if (isLost) loginGate.settle(false);
  }, [isLost]);
  if (user === undefined) return null;
  return (
    <Modal
      opened={isOpen}
      onClose={() => loginGate.settle(false)}
      title="Your session has ended"
      closeOnClickOutside={false}
      zIndex={ABOVE_DIALOGS}
    >
      <Stack>
        <Text size="sm">
          Log in again to go on. The page, and what you typed in it, is as you left it.
        </Text>
        <LoginForm
          name={user.name}
          onDone={() => {
            loginGate.settle(true);
            void queryClient.invalidateQueries({
              predicate: ({ queryKey }) => queryKey[0] !== 'session',
            });
          }}
        >
          <Group justify="space-between">
            <Button component="a" href="/login" variant="subtle" color="gray">
              Log in as somebody else
            </Button>
          </Group>
        </LoginForm>
      </Stack>
    </Modal>
  );
}
