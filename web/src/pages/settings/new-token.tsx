import {
  Alert,
  Button,
  Code,
  CopyButton,
  Group,
  Modal,
  NumberInput,
  Radio,
  Stack,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MadeToken, Token } from '../../../../src/server/api/tokens.ts';
import { api } from '../../api/client.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { DialogButtons } from '../../components/dialog-buttons.tsx';
import { Failed } from '../../components/states.tsx';

interface Draft {
  readonly name: string;
  readonly scope: Token['scope'];
  readonly expiresInDays: number;
}

/** Makes an API token, and shows its secret once. */
export function NewToken({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const form = useForm<Draft>({
    initialValues: { name: '', scope: 'read', expiresInDays: 90 },
    validate: {
      name: (name) => (name.trim() === '' ? 'Say what the token is for.' : null),
      expiresInDays: (days) =>
        Number.isInteger(days) && days >= 1 && days <= 365 ? null : 'Give 1 to 365 days.',
    },
  });
  const create = useMutation({
    mutationFn: (draft: Draft) => api.post<MadeToken>('/api/tokens', draft),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
    // The secret must not stay in memory longer than the dialog.
    gcTime: 0,
  });
  const close = () => {
    form.reset();
    create.reset();
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title="Create API token"
      closeOnClickOutside={create.data === undefined}
    >
      {create.data !== undefined ? (
        <Secret secret={create.data.secret} onClose={close} />
      ) : (
        <form onSubmit={form.onSubmit((draft) => create.mutate(draft))}>
          <Stack>
            <TextInput
              label="Name"
              description="What it is for"
              required
              maxLength={64}
              autoComplete="off"
              data-autofocus
              {...form.getInputProps('name')}
            />
            <Radio.Group label="Scope" {...form.getInputProps('scope')}>
              <Stack gap={8} mt={4}>
                <Radio value="read" label="read" description="Look at everything you can see" />
                <Radio
                  value="write"
                  label="write"
                  description={
                    isAdministrator
                      ? 'Also change what you can change'
                      : 'Also change what you can change; a viewer can change little'
                  }
                />
              </Stack>
            </Radio.Group>
            <NumberInput
              label="Expires in days"
              min={1}
              max={365}
              allowDecimal={false}
              {...form.getInputProps('expiresInDays')}
            />
            {create.error !== null && <Failed error={create.error} />}
            <DialogButtons action="Create token" onCancel={close} isPending={create.isPending} />
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Secret({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  return (
    <Stack>
      <Alert color="green" title="The token was created">
        Copy it now: it is not shown again.
      </Alert>
      <Code block>{secret}</Code>
      <Group justify="flex-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} aria-live="polite">
              {copied ? 'Copied' : 'Copy token'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
}
