import { SegmentedControl } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Trend } from '../../../../src/server/api/overview.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { FlowChart } from './charts/flow-chart.tsx';
import { OpenChart } from './charts/open-chart.tsx';
import type { TrendDays } from './use-overview.ts';

/** The two charts of the last days. */
export function TrendPanels({
  trend: { data, error, refetch },
  days,
  onDays,
}: {
  readonly trend: UseQueryResult<Trend>;
  readonly days: TrendDays;
  readonly onDays: (days: TrendDays) => void;
}) {
  if (data === undefined) {
    return (
      <>
        <Panel title="Open on hosts, by day">
          {error === null ? (
            <Loading rows={6} rowHeight={24} />
          ) : (
            <Failed error={error} onRetry={() => void refetch()} />
          )}
        </Panel>
        <Panel title="New and fixed findings, by day">
          {error === null ? <Loading rows={6} rowHeight={24} /> : <Failed error={error} />}
        </Panel>
      </>
    );
  }
  return (
    <>
      <OpenChart
        trend={data}
        actions={
          <SegmentedControl
            size="xs"
            aria-label="How many days"
            value={days}
            onChange={(value) => onDays(value === '90' ? '90' : '30')}
            data={[
              { value: '30', label: '30 days' },
              { value: '90', label: '90 days' },
            ]}
          />
        }
      />
      <FlowChart trend={data} />
    </>
  );
}
