import { Anchor, Group, Stack, Table, Text } from '@mantine/core';
import { useParams } from 'react-router';
import type { RunAnswer } from '../../../../src/server/api/runs.ts';
import { Problem } from '../../api/problem.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { PageLink } from '../../app/page-link.tsx';
import { usePageTitle } from '../../app/page-title.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { duration } from '../../components/time-words.ts';
import { useNow, When } from '../../components/when.tsx';
import { HeldRemovals } from './held-removals.tsx';
import { Ledger } from './ledger.tsx';
import { LiveProgress } from './live-progress.tsx';
import { Results } from './results.tsx';
import { CancelRun, RunAgain } from './run-actions.tsx';
import { RunLog } from './run-log.tsx';
import { RunStateMark } from './run-state.tsx';
import { causeWords, isUnderWay, plural, SECOND_MS, STATE_MEANING } from './run-words.ts';
import classes from './runs.module.css';
import { useRun } from './use-runs.ts';
import { WaitingRun } from './waiting-run.tsx';

/** One run: how far it is, or what it did, what is missing, and what to do about it. */
export function RunPage() {
  const { runId = '' } = useParams();
  const run = useRun(runId);
  usePageTitle(run.data && `Run of ${run.data.run.instance}`);
  if (run.isPending) return <Loading rows={8} label="Loading the run" />;
  if (run.isError) {
    const isUnknown = run.error instanceof Problem && [400, 404].includes(run.error.status);
    if (!isUnknown) return <Failed error={run.error} onRetry={() => void run.refetch()} />;
    return (
      <Empty title="There is no such run">
        <Anchor component={PageLink} to="/runs" inherit>
          See the runs that there are
        </Anchor>
      </Empty>
    );
  }
  return <Run answer={run.data} />;
}

function Run({ answer }: { readonly answer: RunAnswer }) {
  const { run, live, result, isElsewhere, previous, mayAccept } = answer;
  const isAdministrator = useIsAdministrator();
  const isLive = isUnderWay(run);
  // An older run's missing pages were read by a later one, or are named there.
  const mayRetry = isAdministrator && answer.isLast && !isLive;
  return (
    <Stack gap="md">
      <Panel
        title={<RunStateMark state={run.state} />}
        actions={
          isAdministrator && (
            <Group gap="sm">
              {isLive && !isElsewhere && (
                <CancelRun runId={run.runId} isStopping={run.state === 'stopping'} />
              )}
              {!isLive && answer.isLast && <RunAgain answer={answer} />}
            </Group>
          )
        }
      >
        <Stack gap="sm">
          <Text>
            {STATE_MEANING[run.state]}
            {answer.isResumable && ' The next run goes on with the pages that this one has read.'}
            {isElsewhere && ' Another process has it, and only that one knows how far it is.'}
          </Text>
          <Facts answer={answer} />
        </Stack>
      </Panel>
      {run.instanceId !== null && <WaitingRun instanceId={run.instanceId} />}
      {result?.failure && (
        <Panel title="Why it ended">
          <Text fw={600}>{result.failure.message}</Text>
          <Text>{result.failure.whatToDo}</Text>
          <Text c="dimmed">
            <code>{result.failure.code}</code>
          </Text>
        </Panel>
      )}
      {live !== null && <LiveProgress live={live} />}
      {result !== null && run.isHeld && (
        <HeldRemovals
          runId={run.runId}
          instance={run.instance}
          held={result.held}
          mayAccept={mayAccept && isAdministrator}
        />
      )}
      {result !== null && result.ledger.length > 0 && (
        <Ledger
          ledger={result.ledger}
          isWhole={run.state === 'complete' || run.state === 'partial'}
          retryOf={mayRetry && run.instanceId !== null ? run.instanceId : undefined}
        />
      )}
      {result !== null && run.changes !== null && <Results result={result} previous={previous} />}
      {result !== null && result.warnings.length > 0 && <Warnings warnings={result.warnings} />}
      <RunLog runId={run.runId} isLive={isLive} />
    </Stack>
  );
}

function Facts({ answer: { run, result } }: { readonly answer: RunAnswer }) {
  const now = useNow(isUnderWay(run) ? SECOND_MS : undefined);
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  const calls = result?.ledger.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <dl className={classes['facts']}>
      <Fact name="Integration">
        {run.instanceId === null ? (
          run.instance
        ) : (
          <Anchor component={PageLink} to={`/integrations/${run.instanceId}`} inherit>
            {run.instance}
          </Anchor>
        )}
      </Fact>
      <Fact name="Reads">{run.mode === 'full' ? 'everything' : 'what changed or is due'}</Fact>
      <Fact name="Begun">
        <When at={run.startedAt} /> {causeWords(run)}
      </Fact>
      {run.state !== 'cut-off' && (
        <Fact name={run.endedAt === null ? 'Running for' : 'Took'}>
          {duration(Math.max(0, end - Date.parse(run.startedAt)))}
        </Fact>
      )}
      {calls !== undefined && <Fact name="Qualys">{plural(calls, 'call')}</Fact>}
      {result !== null && result.resumedPages > 0 && (
        <Fact name="Went on with">{plural(result.resumedPages, 'page')} read before</Fact>
      )}
      <Fact name="Id">
        <code>{run.runId}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Warnings({
  warnings,
}: {
  readonly warnings: NonNullable<RunAnswer['result']>['warnings'];
}) {
  return (
    <Panel title={plural(warnings.length, 'warning')} isFlush>
      <Table>
        <Table.Tbody>
          {warnings.map(({ kind, message, endpoint }) => (
            <Table.Tr key={`${kind} ${endpoint} ${message}`}>
              <Table.Td>{message}</Table.Td>
              <Table.Td c="dimmed">{endpoint}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
