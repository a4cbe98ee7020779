import { Group, Select } from '@mantine/core';
import type { PollingInterval } from '../../../../src/server/api/instances.ts';
import { hasHour, hourWords, INTERVAL_WORDS } from './intervals.ts';

interface PollingFieldsProps {
  readonly interval: PollingInterval;
  /** Empty for any. */
  readonly hour: string;
  readonly problem: string | undefined;
  readonly onChange: (
    change: { readonly pollingInterval: PollingInterval } | { readonly dailyHour: string },
  ) => void;
}

const INTERVALS = Object.entries(INTERVAL_WORDS).map(([value, label]) => ({ value, label }));

/** How often an integration is collected, and in which hour. */
export function PollingFields({ interval, hour, problem, onChange }: PollingFieldsProps) {
  const hours = Array.from({ length: 24 }, (_, each) => ({
    value: String(each),
    label: hourWords(each),
  }));
  return (
    <Group align="flex-start" grow preventGrowOverflow={false}>
      <Select
        label="Polling interval"
        description="From the begin of one run to the begin of the next."
        data={INTERVALS}
        value={interval}
        onChange={(value) => onChange({ pollingInterval: (value ?? interval) as PollingInterval })}
        error={problem}
        allowDeselect={false}
      />
      {hasHour(interval) && (
        <Select
          label="Hour"
          description="Runs begin somewhere within it."
          data={[{ value: '', label: 'Any' }, ...hours]}
          value={hour}
          onChange={(value) => onChange({ dailyHour: value ?? '' })}
          allowDeselect={false}
        />
      )}
    </Group>
  );
}
