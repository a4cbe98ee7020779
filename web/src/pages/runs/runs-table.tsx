import { Anchor, Button, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunSummary } from '../../../../src/server/api/runs.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Count } from '../../components/count.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { duration } from '../../components/time-words.ts';
import { useNow, When } from '../../components/when.tsx';
import { RunStateMark } from './run-state.tsx';
import { causeWords, isUnderWay, plural } from './run-words.ts';
import classes from './runs.module.css';
import { useRunList } from './use-runs.ts';

/** Runs, newest first: those of one integration, or all of them. */
export function RunsTable({
  instanceId,
  isPaused = false,
  none = <Empty title="No run yet">A run reads Qualys into the graph.</Empty>,
}: {
  readonly instanceId?: string;
  /** The list is left as it is, such as while the integration is being deleted. */
  readonly isPaused?: boolean;
  /** What is shown where there was no run. */
  readonly none?: ReactNode;
}) {
  const list = useRunList(instanceId, isPaused);
  if (list.isPending) return <Loading rows={5} label="Loading the runs" />;
  if (list.isError) return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  const runs = list.data.pages.flatMap((page) => page.runs);
  const unreadable = list.data.pages.flatMap((page) => page.unreadable);
  if (runs.length + unreadable.length === 0) return none;
  return (
    <>
      <div className={classes['scroll']}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Status</Table.Th>
              {instanceId === undefined && <Table.Th>Integration</Table.Th>}
              <Table.Th>Mode</Table.Th>
              <Table.Th>Begun</Table.Th>
              {['Took', 'Pages missing', 'New', 'Changed', 'Gone'].map((title) => (
                <Table.Th key={title} className={classes['number'] ?? ''}>
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <Row key={run.runId} run={run} hasInstance={instanceId === undefined} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {unreadable.length > 0 && (
        <Text p="sm" c="dimmed">
          The record of {plural(unreadable.length, 'run')} cannot be read: {unreadable.join(', ')}.
        </Text>
      )}
      {list.hasNextPage && (
        <Button
          m="sm"
          variant="default"
          size="compact-sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show older runs
        </Button>
      )}
    </>
  );
}

function Row({ run, hasInstance }: { readonly run: RunSummary; readonly hasInstance: boolean }) {
  const now = useNow();
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  const hasTook = run.endedAt !== null || isUnderWay(run);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={PageLink} to={`/runs/${run.runId}`} inherit>
          <RunStateMark state={run.state} />
        </Anchor>
        {run.isHeld && <span className={classes['warn']}> removals held</span>}
      </Table.Td>
      {hasInstance && <Table.Td>{run.instance}</Table.Td>}
      <Table.Td>{run.mode}</Table.Td>
      <Table.Td>
        <When at={run.startedAt} /> <span className={classes['dim']}>{causeWords(run)}</span>
      </Table.Td>
      <Table.Td className={classes['number'] ?? ''}>
        {hasTook ? duration(Math.max(0, end - Date.parse(run.startedAt))) : '–'}
      </Table.Td>
      <Table.Td className={classes['number'] ?? ''}>
        <Amount value={run.missingPages} isBad />
      </Table.Td>
      {(['new', 'changed', 'gone'] as const).map((key) => (
        <Table.Td key={key} className={classes['number'] ?? ''}>
          {run.changes === null ? '–' : <Amount value={run.changes[key]} />}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function Amount({ value, isBad = false }: { readonly value: number; readonly isBad?: boolean }) {
  const look = value === 0 ? classes['zero'] : isBad ? classes['warn'] : '';
  return (
    <span className={look}>
      <Count value={value} />
    </span>
  );
}
