import { Button, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import type { LedgerEntry } from '../../../../src/server/api/runs.ts';
import { Count } from '../../components/count.tsx';
import { Panel } from '../../components/panel.tsx';
import { Failed } from '../../components/states.tsx';
import { duration, localTime, utcTime } from '../../components/time-words.ts';
import { useNow } from '../../components/when.tsx';
import { clockTime, plural } from './run-words.ts';
import classes from './runs.module.css';
import { useStartRun } from './use-runs.ts';

/** What came of each endpoint, and what did not: since when, why, what it means, what to do. */
export function Ledger({
  ledger,
  isWhole,
  retryOf,
}: {
  readonly ledger: readonly LedgerEntry[];
  /** The run came to its end: what is not named as missing was read. */
  readonly isWhole: boolean;
  /** The integration, when its missing pages may be read again from here. */
  readonly retryOf: string | undefined;
}) {
  const missing = ledger.filter((entry) => entry.missing > 0);
  return (
    <Panel
      title="Completeness"
      actions={missing.length > 0 && retryOf !== undefined && <Retry instanceId={retryOf} />}
      isFlush
    >
      <Stack p="md" gap="md">
        {missing.length === 0 ? (
          <Text>
            {isWhole
              ? 'No page is missing.'
              : 'The run ended before everything was asked for. This is what it has read.'}
          </Text>
        ) : (
          missing.map((entry) => <Missing key={entry.endpoint} entry={entry} />)
        )}
      </Stack>
      <div className={classes['scroll']}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Endpoint</Table.Th>
              {['Pages', 'Missing', 'Records', 'Announced', 'Calls', 'Retries', 'Waited'].map(
                (title) => (
                  <Table.Th key={title} className={classes['number'] ?? ''}>
                    {title}
                  </Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ledger.map((entry) => (
              <Table.Tr key={entry.endpoint}>
                <Table.Th scope="row" fw={400}>
                  {titleOf(entry.name)}
                </Table.Th>
                {[
                  entry.pages,
                  entry.missing,
                  entry.received,
                  entry.expected,
                  entry.requests,
                  entry.retries,
                ].map((value, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns stay where they are
                  <Table.Td key={index} className={classes['number'] ?? ''}>
                    {value === null ? '–' : <Count value={value} />}
                  </Table.Td>
                ))}
                <Table.Td className={classes['number'] ?? ''}>{duration(entry.waitedMs)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}

function Missing({ entry }: { readonly entry: LedgerEntry }) {
  const { missing, pages, name, missingSince, reasons } = entry;
  const now = useNow();
  const since = missingSince === null ? undefined : Date.parse(missingSince);
  return (
    <div className={classes['missing']}>
      <Text fw={600}>
        {missing.toLocaleString('en')} of {plural(missing + pages, 'page')} of {name} missing
        {since !== undefined && (
          <>
            {' since '}
            <Tooltip label={`${utcTime(since)} · ${localTime(since)}`}>
              <time dateTime={new Date(since).toISOString()}>{clockTime(since, now)}</time>
            </Tooltip>
          </>
        )}
      </Text>
      <Text>
        Nothing was closed or removed in their scope: what only these pages would show stays as it
        was.
      </Text>
      {reasons.map(({ code, message, whatToDo, scopes, pages: alike }) => (
        <Text key={`${code} ${message}`} c="dimmed">
          {/[.!?]$/.test(message) ? message : `${message}.`} {whatToDo} <code>{code}</code>,{' '}
          {alike > scopes.length ? 'among others ' : ''}
          <code>{scopes.slice(0, 5).join(', ')}</code>
        </Text>
      ))}
    </div>
  );
}

/** "the host list" as it stands at the beginning of a row. */
function titleOf(name: string): string {
  const bare = name.replace(/^the /, '');
  return `${bare.charAt(0).toUpperCase()}${bare.slice(1)}`;
}

function Retry({ instanceId }: { readonly instanceId: string }) {
  const start = useStartRun(instanceId);
  return (
    <Group gap="sm">
      {start.isError && <Failed error={start.error} />}
      <Tooltip label="Begins a run, which reads the missing pages again, and what is due besides">
        <Button size="compact-sm" loading={start.isPending} onClick={() => start.mutate({})}>
          Retry the missing pages now
        </Button>
      </Tooltip>
    </Group>
  );
}
