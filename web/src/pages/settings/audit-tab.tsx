import { Button, Code, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditPage } from '../../../../src/server/api/audit.ts';
import { api } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';

/** Who changed what, newest first. */
export function AuditTab() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: ['audit'],
      queryFn: ({ pageParam, signal }) =>
        api.get<AuditPage>('/api/audit', { query: { before: pageParam, limit: 100 }, signal }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: ({ before }) => before ?? undefined,
    },
  );
  const entries = data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Panel title="Audit log" isFlush>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={8} label="Loading the audit log" />}
      {data !== undefined && entries.length === 0 && (
        <Text p="md" c="dimmed">
          Every change is written down here. There has been none yet.
        </Text>
      )}
      {entries.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={140}>When</Table.Th>
              <Table.Th w={170}>Who</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th w={220}>Of</Table.Th>
              <Table.Th>Details</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map(({ id, at, actor, via, address, action, target, details }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <When at={at} />
                </Table.Td>
                <Table.Td>
                  <bdi>{actor}</bdi>
                  <Text size="xs" c="dimmed">
                    {via}
                    {address === '' ? '' : `, ${address}`}
                  </Text>
                </Table.Td>
                <Table.Td className="gq-mono">{action}</Table.Td>
                <Table.Td>
                  <bdi>{target}</bdi>
                </Table.Td>
                <Table.Td>
                  {Object.keys(details).length > 0 && <Code>{JSON.stringify(details)}</Code>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {hasNextPage && (
        <Button
          m="md"
          size="compact-sm"
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Show older entries
        </Button>
      )}
    </Panel>
  );
}
