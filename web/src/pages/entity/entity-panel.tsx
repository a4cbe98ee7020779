import { Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { useAt } from '../../app/use-at.ts';
import { Empty, Failed, Loading } from '../../components/states.tsx';

interface Answer {
  readonly rows: readonly Readonly<Record<'entity' | 'properties', object>>[];
}

/** One entity with its properties. */
export function EntityPanel({ id }: { readonly id: string }) {
  const at = useAt();
  const { data, error, refetch } = useQuery({
    queryKey: ['entity', id, at],
    queryFn: ({ signal }) =>
      api.post<Answer>(
        '/api/query',
        {
          query: `FIND * WITH _id = '${id.replaceAll("'", '')}'`,
          ...(at && { at }),
        },
        { signal },
      ),
  });
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} label="Loading the details" />;
  const [row] = data.rows;
  if (row === undefined) {
    return (
      <Empty title="There is no such entity">
        It may have been removed since the link was made.
      </Empty>
    );
  }
  const properties = Object.entries({ ...row.properties, ...row.entity });
  const name = properties.find(([property]) => property === 'displayName')?.[1];
  return (
    <>
      <Title order={2} pr={40} mb="sm">
        <bdi>{String(name ?? id)}</bdi>
      </Title>
      <Table>
        <Table.Tbody>
          {properties.map(([property, value]) => (
            <Table.Tr key={property}>
              <Table.Th scope="row">{property}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {typeof value === 'string' ? value : JSON.stringify(value)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
