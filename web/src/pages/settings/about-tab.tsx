import { Anchor, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { About } from '../../../../src/server/api/about.ts';
import { api } from '../../api/client.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';

const PARTS: Readonly<Record<string, string>> = {
  graph: 'Graph, with its history',
  accounts: 'Accounts and audit log',
  runs: 'Run records, and pages of runs under way',
  other: 'Everything else',
};

/** Bytes as people say them. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${value.toFixed(step === 0 || value >= 100 ? 0 : 1)} ${units[step]}`;
}

/** What this installation is. */
export function AboutTab() {
  const { data, error, refetch } = useQuery({
    queryKey: ['about'],
    queryFn: ({ signal }) => api.get<About>('/api/about', { signal }),
  });
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={6} label="Loading" />;
  const { version, node, license, graph, sizes } = data;
  return (
    <Stack maw={720}>
      <Panel title="graph-qualys" isFlush>
        <Table>
          <Table.Tbody>
            <Fact name="Version">{version}</Fact>
            <Fact name="Node">{node}</Fact>
            <Fact name="License">{license}</Fact>
            <Fact name="Layout of the graph">{graph.schema}</Fact>
            <Fact name="Runs applied">
              {graph.seq ?? 'none'}
              {graph.appliedAt !== undefined && (
                <>
                  , the last one <When at={graph.appliedAt} />
                </>
              )}
            </Fact>
          </Table.Tbody>
        </Table>
      </Panel>
      <Panel title="Data folder" isFlush>
        <Table>
          <Table.Tbody>
            {Object.entries(sizes).map(([part, bytes]) => (
              <Fact key={part} name={PARTS[part] ?? part}>
                {size(bytes)}
              </Fact>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
      <Text size="sm">
        <Anchor component={PageLink} to="/api/docs">
          The HTTP API
        </Anchor>
        . Not affiliated with Qualys or JupiterOne.
      </Text>
    </Stack>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="50%" fw={400}>
        {name}
      </Table.Th>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}
