import { Button, Group, Modal, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Token } from '../../../../src/server/api/tokens.ts';
import { api } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { NewToken } from './new-token.tsx';

/** The own API tokens. */
export function TokensTab() {
  const [isMaking, setIsMaking] = useState(false);
  const [revoked, setRevoked] = useState<Token>();
  const { data, error, refetch } = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) =>
      api.get<{ readonly tokens: readonly Token[] }>('/api/tokens', { signal }),
  });
  return (
    <Panel
      title="Your API tokens"
      isFlush
      actions={
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => setIsMaking(true)}
        >
          Create token
        </Button>
      }
    >
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={2} label="Loading the tokens" />}
      {data?.tokens.length === 0 && (
        <Text p="md" c="dimmed">
          A token lets a program use the API in your name: send it as “Authorization: Bearer …”. You
          have none.
        </Text>
      )}
      {data !== undefined && data.tokens.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Scope</Table.Th>
              <Table.Th>Created</Table.Th>
              <Table.Th>Expires</Table.Th>
              <Table.Th>Last used</Table.Th>
              <Table.Th w={100}>
                <span className="gq-hidden">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.tokens.map((token) => (
              <Table.Tr key={token.id}>
                <Table.Th scope="row" fw={400}>
                  <bdi>{token.name}</bdi>
                </Table.Th>
                <Table.Td>{token.scope}</Table.Td>
                <Table.Td>
                  <When at={token.createdAt} />
                </Table.Td>
                <Table.Td>
                  <When at={token.expiresAt} />
                </Table.Td>
                <Table.Td>{token.usedAt === null ? 'never' : <When at={token.usedAt} />}</Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => setRevoked(token)}
                    aria-label={`Revoke ${token.name}`}
                  >
                    Revoke
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <NewToken isOpen={isMaking} onClose={() => setIsMaking(false)} />
      <RevokeToken token={revoked} onClose={() => setRevoked(undefined)} />
    </Panel>
  );
}

function RevokeToken({
  token,
  onClose,
}: {
  readonly token: Token | undefined;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: ({ id }: Token) => api.delete(`/api/tokens/${id}`),
    onSuccess: () => close(),
    onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
  const close = () => {
    revoke.reset();
    onClose();
  };
  return (
    <Modal opened={token !== undefined} onClose={close} title={`Revoke ${token?.name ?? ''}`}>
      <Text mb="md">
        Programs that use this token are refused from now on. It cannot be undone.
      </Text>
      {revoke.error !== null && <Failed error={revoke.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          color="red"
          loading={revoke.isPending}
          onClick={() => token !== undefined && revoke.mutate(token)}
        >
          Revoke token
        </Button>
      </Group>
    </Modal>
  );
}
