import { Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import type { OptionDescription } from '../../../../src/server/api/instance-form.ts';
import type { InstanceAnswer } from '../../../../src/server/api/instances.ts';
import { When } from '../../components/when.tsx';
import type { FieldValue, FormValues } from './form-values.ts';
import { hourWords, INTERVAL_WORDS } from './intervals.ts';

interface ConflictProps {
  readonly options: readonly OptionDescription[];
  /** What this form says. */
  readonly mine: FormValues;
  /** What the form would say of the integration as it is now. */
  readonly theirs: FormValues;
  readonly current: InstanceAnswer;
  readonly isPending: boolean;
  readonly onOverwrite: () => void;
  readonly onTakeTheirs: () => void;
}

/** Somebody else has saved the same integration meanwhile: both states side by side, and the choice between them. */
export function Conflict(props: ConflictProps) {
  const { current, isPending, onOverwrite, onTakeTheirs } = props;
  const rows = differences(props);
  return (
    <Alert color="yellow" title="Somebody else has changed this integration" role="alert">
      <Stack gap="sm">
        <Text size="sm">
          {current.changedBy} saved it <When at={current.changedAt} />, after you opened it. Nothing
          of yours was saved yet, and it still stands in the form.
        </Text>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>Yours</Table.Th>
              <Table.Th>As it is now</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ label, mine, theirs }) => (
              <Table.Tr key={label}>
                <Table.Td>{label}</Table.Td>
                <Table.Td>{mine}</Table.Td>
                <Table.Td>{theirs}</Table.Td>
              </Table.Tr>
            ))}
            {rows.length === 0 && (
              <Table.Tr>
                <Table.Td colSpan={3}>
                  Nothing that can be seen differs; a secret may have been changed.
                </Table.Td>
              </Table.Tr>
            )}
          </Table.Tbody>
        </Table>
        <Group>
          <Button size="compact-sm" onClick={onOverwrite} loading={isPending}>
            Save mine over it
          </Button>
          <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
            Take over what is there
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

interface Difference {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

function differences({ options, mine, theirs }: ConflictProps): readonly Difference[] {
  const rows: readonly Difference[] = [
    { label: 'Description', mine: mine.description, theirs: theirs.description },
    {
      label: 'Polling interval',
      mine: INTERVAL_WORDS[mine.pollingInterval],
      theirs: INTERVAL_WORDS[theirs.pollingInterval],
    },
    { label: 'Hour', mine: hour(mine), theirs: hour(theirs) },
    { label: 'Platform', mine: mine.platform, theirs: theirs.platform },
    ...options.map(({ name, label, isSecret }) => ({
      label,
      mine: isSecret && mine.fields[name] !== '' ? 'a new one' : words(mine.fields[name]),
      theirs: isSecret && mine.fields[name] !== '' ? 'the stored one' : words(theirs.fields[name]),
    })),
  ];
  return rows.filter((row) => row.mine !== row.theirs);
}

function hour({ dailyHour }: FormValues): string {
  return dailyHour === '' ? 'any' : hourWords(Number(dailyHour));
}

function words(value: FieldValue | undefined): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === undefined || value === '' ? 'not set' : [value].flat().join(', ');
}
