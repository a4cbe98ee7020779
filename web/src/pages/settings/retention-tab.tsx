import { Alert, Button, Group, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RetentionAnswer, RetentionChange } from '../../../../src/server/api/retention.ts';
import { api } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';

const LEAST_DAYS = 7;
const MOST_DAYS = 3_650;

/** How long run records and history are kept. */
export function RetentionTab() {
  const { data, error, refetch } = useQuery({
    queryKey: ['retention'],
    queryFn: ({ signal }) => api.get<RetentionAnswer>('/api/retention', { signal }),
    // What is being typed must not be replaced.
    refetchOnWindowFocus: false,
  });
  return (
    <Panel title="Retention">
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={4} label="Loading" />}
      {data !== undefined && <Form key={data.etag} saved={data} />}
    </Panel>
  );
}

function Form({ saved }: { readonly saved: RetentionAnswer }) {
  const client = useQueryClient();
  const [runRecordDays, setRunRecordDays] = useState(saved.runRecordDays);
  const [historyDays, setHistoryDays] = useState(saved.historyDays);
  const save = useMutation({
    mutationFn: (wanted: RetentionChange) =>
      api.put<RetentionAnswer>('/api/retention', wanted, { headers: { 'if-match': saved.etag } }),
    onSuccess: (answer) => client.setQueryData(['retention'], answer),
  });
  const isChanged = runRecordDays !== saved.runRecordDays || historyDays !== saved.historyDays;
  const isLess =
    isShorter(runRecordDays, saved.runRecordDays) || isShorter(historyDays, saved.historyDays);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ runRecordDays, historyDays });
      }}
    >
      <Stack maw={640}>
        <Days
          label="Run records"
          description="The last run, the last one that changed the graph and the last complete one of each integration always stay."
          value={runRecordDays}
          onChange={setRunRecordDays}
        />
        <Days
          label="History of the graph"
          description="How far back the graph can be looked at as it was. The graph as it is now stays whole."
          value={historyDays}
          onChange={setHistoryDays}
        />
        {isLess && (
          <Alert color="red" title="This removes data for good">
            What is older is removed right after the change, and cannot be brought back but from a
            backup.
          </Alert>
        )}
        {save.error !== null && <Failed error={save.error} />}
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            <Last last={saved.last} />
          </Text>
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            Change retention
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function isShorter(now: number | null, before: number | null): boolean {
  return now !== null && (before === null || now < before);
}

function Last({ last }: { readonly last: RetentionAnswer['last'] }) {
  if (last === undefined) return null;
  const { at, runRecords, versions, failure } = last;
  return (
    <>
      Last looked at <When at={at} />: {runRecords} run records and {versions} old versions were
      removed. {failure}
    </>
  );
}

function Days({
  label,
  description,
  value,
  onChange,
}: {
  readonly label: string;
  readonly description: string;
  readonly value: number | null;
  readonly onChange: (days: number | null) => void;
}) {
  return (
    <Radio.Group
      label={label}
      description={description}
      value={value === null ? 'all' : 'days'}
      onChange={(kind) => onChange(kind === 'all' ? null : 90)}
    >
      <Stack gap={8} mt={8}>
        <Radio value="all" label="Keep for good" />
        <Group gap={8}>
          <Radio value="days" label="Keep for days" />
          {value !== null && (
            <NumberInput
              aria-label={`${label}: days`}
              size="xs"
              w={100}
              min={LEAST_DAYS}
              max={MOST_DAYS}
              allowDecimal={false}
              clampBehavior="blur"
              required
              value={value}
              onChange={(days) => typeof days === 'number' && onChange(days)}
            />
          )}
        </Group>
      </Stack>
    </Radio.Group>
  );
}
