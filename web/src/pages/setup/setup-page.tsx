import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { setUp } from '../../api/session.ts';
import { LoneCard } from '../../components/lone-card.tsx';
import { passwordProblem } from '../../components/new-password.ts';
import { Failed } from '../../components/states.tsx';

/** The token of the link: what stands behind `#`, which no request and no log of a proxy ever has. */
function tokenInAddress(): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
}

/** Makes the first administrator, with the one-time link of the terminal. */
export function SetupPage() {
  const navigate = useNavigate();
  const [token] = useState(tokenInAddress);
  const form = useForm({
    initialValues: { name: '', password: '', again: '' },
    validate: {
      password: passwordProblem,
      again: (again, { password }) => (again === password ? null : 'The two are not the same.'),
    },
  });
  const create = useMutation({
    mutationFn: ({ name, password }: { readonly name: string; readonly password: string }) =>
      setUp(token, name, password),
    onSuccess: () => navigate('/overview', { replace: true }),
  });
  useEffect(() => {
    // The history of the browser need not keep it.
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  }, []);

  if (token === '') {
    return (
      <LoneCard title="Create the administrator">
        <Alert color="yellow" title="This address is not complete">
          <Stack gap="xs">
            <Text size="sm">
              Open the whole link that <code>graph-qualys serve</code> printed in its terminal: it
              ends with a token that works once. A page that was loaded again has lost it; open the
              link again.
            </Text>
            <Link to="/login">There is an administrator already: log in</Link>
          </Stack>
        </Alert>
      </LoneCard>
    );
  }
  return (
    <LoneCard title="Create the administrator">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
        <Stack>
          <Text size="sm" c="dimmed">
            The first user of this console. It can add others, and the integrations.
          </Text>
          <TextInput
            label="Name"
            description="Letters, digits, blanks and . _ @ -"
            autoComplete="username"
            required
            maxLength={64}
            autoFocus
            {...form.getInputProps('name')}
          />
          <PasswordInput
            label="Password"
            description="At least 12 characters"
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
          <PasswordInput
            label="Password again"
            autoComplete="new-password"
            required
            {...form.getInputProps('again')}
          />
          {create.error !== null && <Failed error={create.error} />}
          <Button type="submit" loading={create.isPending}>
            Create administrator
          </Button>
        </Stack>
      </form>
    </LoneCard>
  );
}
