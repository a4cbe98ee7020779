import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { logIn } from '../api/session.ts';
import { Failed } from './states.tsx';

interface LoginFormProps {
  /** Who has to log in; asked for when absent. */
  readonly name?: string;
  readonly onDone: () => void;
  /** Below the button. */
  readonly children?: ReactNode;
}

/** Name and password. A refused login keeps the name. */
export function LoginForm({ name, onDone, children }: LoginFormProps) {
  const form = useForm({ initialValues: { name: name ?? '', password: '' } });
  const login = useMutation({
    mutationFn: (values: { readonly name: string; readonly password: string }) =>
      logIn(values.name, values.password),
    onSuccess: onDone,
    onError: () => form.setFieldValue('password', ''),
  });
  return (
    <form onSubmit={form.onSubmit((values) => login.mutate(values))}>
      <Stack>
        <TextInput
          label="Name"
          autoComplete="username"
          required
          maxLength={64}
          readOnly={name !== undefined}
          data-autofocus={name === undefined ? true : undefined}
          autoFocus={name === undefined}
          {...form.getInputProps('name')}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          maxLength={200}
          data-autofocus={name === undefined ? undefined : true}
          {...form.getInputProps('password')}
        />
        {login.error !== null && <Failed error={login.error} />}
        <Button type="submit" loading={login.isPending}>
          Log in
        </Button>
        {children}
      </Stack>
    </form>
  );
}
