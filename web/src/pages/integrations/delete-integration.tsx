import { Radio, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type {
  InstanceAnswer,
  InstanceDataAnswer,
  InstanceDeleted,
} from '../../../../src/server/api/instances.ts';
import { api } from '../../api/client.ts';
import { ConfirmByName } from '../../components/confirm-by-name.tsx';
import { exactNumber } from '../../components/number-words.ts';
import { Failed, Loading } from '../../components/states.tsx';
import { INTEGRATIONS, integrationData } from './integration-queries.ts';

type Choice = 'keep' | 'remove';

/** Deletes an integration, with its data or without. */
export function DeleteIntegration({
  instance,
  isOpen,
  onClose,
}: {
  readonly instance: InstanceAnswer;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const { id, name, version } = instance;
  const [choice, setChoice] = useState<Choice>('keep');
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const data = useQuery({ ...integrationData(id), enabled: isOpen });
  const remove = useMutation({
    mutationFn: () =>
      api.delete<InstanceDeleted>(`/api/instances/${id}`, {
        query: { data: choice },
        headers: { 'if-match': `"${version}"` },
      }),
    onSuccess: ({ removed }) => {
      navigate('/integrations', { replace: true });
      // Without data every number of the console may be another one.
      const changed = removed === null ? { queryKey: INTEGRATIONS.queryKey } : {};
      void queryClient.invalidateQueries(changed);
    },
  });
  const entities = total(data.data?.entities);
  const action =
    choice === 'keep'
      ? 'Delete the configuration'
      : `Delete with its ${exactNumber(entities)} ${entities === 1 ? 'entity' : 'entities'}`;
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <ConfirmByName
      isOpen={isOpen}
      title={`Delete ${name}`}
      name={name}
      action={action}
      isPending={remove.isPending || (choice === 'remove' && data.isPending)}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={close}
    >
      <Stack gap="sm">
        <Text>
          The configuration, its stored secrets and its schedule go. What becomes of the data that
          it brought into the graph?
        </Text>
        <Radio.Group
          aria-label="Data in the graph"
          value={choice}
          onChange={(value) => setChoice(value as Choice)}
        >
          <Stack gap="xs">
            <Radio value="keep" label="Keep the data: it stays as the last run left it" />
            <Radio
              value="remove"
              label="Remove the data: the graph, its history and the records of its runs. This cannot be undone."
            />
          </Stack>
        </Radio.Group>
        {data.error !== null && <Failed error={data.error} onRetry={() => void data.refetch()} />}
        {data.isPending && <Loading rows={2} label="Counting the data" />}
        {choice === 'remove' && data.data !== undefined && <Extent data={data.data} />}
      </Stack>
    </ConfirmByName>
  );
}

/** How much will be gone. */
function Extent({ data }: { readonly data: InstanceDataAnswer }) {
  const entities = Object.entries(data.entities);
  const relationships = total(data.relationships);
  if (entities.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The graph has nothing now that would go with it.
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm">
        This will be gone, with {exactNumber(relationships)} stored relationships. What another
        integration of the same subscription needs stays.
      </Text>
      <Table maw={420} mt={4}>
        <Table.Tbody>
          {entities.map(([type, count]) => (
            <Table.Tr key={type}>
              <Table.Td>
                <code>{type}</code>
              </Table.Td>
              <Table.Td ta="right">{exactNumber(count)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function total(counts: Readonly<Record<string, number>> = {}): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
