import { Alert, Text } from '@mantine/core';
import { useNavigate, useSearchParams } from 'react-router';
import { pageState } from '../../api/session.ts';
import { LoginForm } from '../../components/login-form.tsx';
import { LoneCard } from '../../components/lone-card.tsx';
import { nextPath } from './next-path.ts';

/** The login; leads to the page that somebody wanted to see. */
export function LoginPage() {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return (
    <LoneCard title="Log in">
      {pageState() === 'setup' && (
        <Alert mb="md" color="yellow" title="There is no administrator yet">
          Open the link that <code>graph-qualys serve</code> printed in its terminal; it makes the
          first one. Every start prints a new link, which is good for one hour.
        </Alert>
      )}
      <LoginForm onDone={() => navigate(nextPath(search), { replace: true })}>
        <Text size="sm" c="dimmed">
          Forgotten? An administrator can set a new password.
        </Text>
      </LoginForm>
    </LoneCard>
  );
}
