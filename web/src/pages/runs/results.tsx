import { Anchor, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunResult } from '../../../../src/server/api/runs.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Count } from '../../components/count.tsx';
import { Panel } from '../../components/panel.tsx';
import { QueryLink } from '../../components/query-link.tsx';
import { When } from '../../components/when.tsx';
import { plural } from './run-words.ts';
import classes from './runs.module.css';
import { runQuery } from './use-runs.ts';

const COLUMNS = [
  ['seen', 'Read'],
  ['created', 'New'],
  ['updated', 'Changed'],
  ['deleted', 'Gone'],
] as const;

type Counts = RunResult['entities'][string];

/** What a run changed in the graph, beside what the run before it did. */
export function Results({
  result,
  previous,
}: {
  readonly result: RunResult;
  /** Id of the run before. */
  readonly previous: string | null;
}) {
  const before = useQuery({ ...runQuery(previous ?? ''), enabled: previous !== null }).data;
  const other = before?.result?.entities;
  const types = [...new Set([...Object.keys(result.entities), ...Object.keys(other ?? {})])].sort();
  const endings = Object.entries(result.closed).map(
    ([reason, count]) => `${count.toLocaleString('en')} ${REASONS[reason] ?? reason}`,
  );
  return (
    <Panel title="What changed in the graph" isFlush>
      <div className={classes['scroll']}>
        <Table>
          <Table.Thead>
            {other !== undefined && before !== undefined && (
              <Table.Tr>
                <Table.Td />
                <Table.Th colSpan={4} className={classes['first'] ?? ''}>
                  This run
                </Table.Th>
                <Table.Th colSpan={4} className={classes['first'] ?? ''}>
                  <Anchor
                    component={PageLink}
                    to={`/runs/${before.run.runId}`}
                    underline="always"
                    inherit
                  >
                    The run before
                  </Anchor>
                  , {before.run.mode}, <When at={before.run.startedAt} />
                </Table.Th>
              </Table.Tr>
            )}
            <Table.Tr>
              <Table.Th>Entities</Table.Th>
              <Heads isApart={other !== undefined} />
              {other !== undefined && <Heads isApart />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {types.map((type) => (
              <Table.Tr key={type}>
                <Table.Th scope="row" fw={400}>
                  <QueryLink query={`FIND ${type}`}>{type}</QueryLink>
                </Table.Th>
                <Cells counts={result.entities[type]} isApart={other !== undefined} />
                {other !== undefined && <Cells counts={other[type]} isBefore isApart />}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Stack gap={4} p="md">
        <Text>
          Findings that ended: {endings.length === 0 ? 'none' : endings.join(', ')}. Only “fixed”
          means remediated. Open again: <Count value={result.reopened} />.
        </Text>
        {result.merged > 0 && (
          <Text>{plural(result.merged, 'host')} took over the place of one that vanished.</Text>
        )}
        <Text c="dimmed">
          An incremental run reads only what changed or is due, so it reads less than there is.
        </Text>
      </Stack>
    </Panel>
  );
}

const REASONS: Readonly<Record<string, string>> = {
  fixed: 'fixed',
  ignored: 'ignored in Qualys',
  disabled: 'disabled in Qualys',
  notReported: 'not reported any more',
  outOfScope: 'out of scope now',
  hostPurged: 'of hosts that are gone',
  merged: 'merged with another host',
};

function Heads({ isApart }: { readonly isApart: boolean }) {
  return COLUMNS.map(([key, title], index) => (
    <Table.Th
      key={key}
      className={`${classes['number']} ${isApart && index === 0 ? classes['first'] : ''}`}
    >
      {title}
    </Table.Th>
  ));
}

function Cells({
  counts,
  isBefore = false,
  isApart,
}: {
  readonly counts: Counts | undefined;
  /** With a line before them: other counts are there as well. */
  readonly isApart: boolean;
  readonly isBefore?: boolean;
}) {
  return COLUMNS.map(([key], index) => {
    const value = counts?.[key] ?? 0;
    const names = [
      classes['number'],
      isApart && index === 0 ? classes['first'] : '',
      isBefore || value === 0 ? classes['before'] : '',
    ];
    return (
      <Table.Td key={key} className={names.join(' ')}>
        <Count value={value} />
      </Table.Td>
    );
  });
}
