import { Anchor, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunSummary } from '../../../../src/server/api/runs.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Count } from '../../components/count.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { duration } from '../../components/time-words.ts';
import { When } from '../../components/when.tsx';
import { integrationRuns } from './integration-queries.ts';
import { beginWords, RUN_STATE_WORDS } from './run-words.ts';
import { useIsGoing } from './use-is-going.ts';

/** The newest runs of an integration. */
export function IntegrationRuns({
  id,
  isRunning,
}: {
  readonly id: string;
  /** One is under way that may be too young for the list. */
  readonly isRunning: boolean;
}) {
  const isGoing = useIsGoing(id);
  const { data, error, refetch } = useQuery({ ...integrationRuns(id), enabled: !isGoing });
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading label="Loading the runs" />;
  if (data.runs.length === 0) {
    return (
      <Text p="md" c="dimmed">
        {isRunning
          ? 'The first run is under way; it reads everything.'
          : 'It was never run. The first run reads everything, and shows its progress while it does.'}
      </Text>
    );
  }
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Began</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Took</Table.Th>
            <Table.Th>Mode</Table.Th>
            <Table.Th>Begun by</Table.Th>
            <Table.Th ta="right">New</Table.Th>
            <Table.Th ta="right">Changed</Table.Th>
            <Table.Th ta="right">Gone</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.runs.map((run) => (
            <Table.Tr key={run.runId}>
              <Table.Td>
                <Anchor component={PageLink} to={`/runs/${run.runId}`} inherit>
                  <When at={run.startedAt} />
                </Anchor>
              </Table.Td>
              <Table.Td>
                {RUN_STATE_WORDS[run.state]}
                {run.missingPages > 0 && `, ${run.missingPages} pages missing`}
                {run.isHeld && ', removals held'}
              </Table.Td>
              <Table.Td>{tookOf(run)}</Table.Td>
              <Table.Td>{run.mode}</Table.Td>
              <Table.Td>{beginWords(run)}</Table.Td>
              <Changed value={run.changes?.new} />
              <Changed value={run.changes?.changed} />
              <Changed value={run.changes?.gone} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Changed({ value }: { readonly value: number | undefined }) {
  return <Table.Td ta="right">{value === undefined ? '–' : <Count value={value} />}</Table.Td>;
}

function tookOf({ startedAt, endedAt }: RunSummary): string {
  return endedAt === null ? '–' : duration(Date.parse(endedAt) - Date.parse(startedAt));
}
