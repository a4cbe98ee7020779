import { AreaChart } from '@mantine/charts';
import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Trend } from '../../../../../src/server/api/overview.ts';
import { SEVERITIES, SEVERITY_COLOUR, type Severity } from '../../../components/severity.ts';
import { FigureLink } from '../figure-link.tsx';
import { CHART, dayLabel } from './axes.ts';
import { ChartPanel } from './chart-panel.tsx';
import { FirstDay } from './first-day.tsx';
import { SeverityLegend } from './legend.tsx';
import { severityFill } from './severity-fill.tsx';

/** Open findings by severity, day by day. */
export function OpenChart({
  trend: { days },
  actions,
}: {
  readonly trend: Trend;
  readonly actions: ReactNode;
}) {
  const shown = SEVERITIES.filter((severity) =>
    days.some(({ open }) => (open?.[severity].value ?? 0) > 0),
  );
  const known = days.flatMap(({ open }) => open ?? []);
  const [only] = known.length === 1 ? known : [];
  return (
    <ChartPanel
      title="Open on hosts, by day"
      summary={summaryOf(days, shown)}
      actions={actions}
      legend={only === undefined && <SeverityLegend severities={shown} />}
      isImage={only === undefined}
      chart={
        only !== undefined ? (
          <FirstDay open={only} severities={shown} />
        ) : (
          <AreaChart
            {...CHART}
            type="stacked"
            curveType="linear"
            withDots={false}
            connectNulls={false}
            dataKey="day"
            yAxisLabel="Findings"
            data={days.map(({ date, open }) => ({
              day: dayLabel(date),
              ...Object.fromEntries(
                SEVERITIES.map((severity) => [severity, open?.[severity].value ?? null]),
              ),
            }))}
            // The worst at the bottom, where heights can be compared.
            series={shown.map((severity) => ({ name: severity, color: SEVERITY_COLOUR[severity] }))}
            areaProps={({ name }) => ({
              fill: severityFill(name as Severity),
              fillOpacity: 1,
              isAnimationActive: false,
            })}
          />
        )
      }
      table={
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Day (UTC)</Table.Th>
              {shown.map((severity) => (
                <Table.Th key={severity} ta="right">
                  {severity}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days.toReversed().map(({ date, open }) => (
              <Table.Tr key={date}>
                <Table.Th scope="row" fw={400}>
                  {date}
                </Table.Th>
                {shown.map((severity) => (
                  <Table.Td key={severity} ta="right">
                    {open === undefined ? '–' : <FigureLink figure={open[severity]} />}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      }
    />
  );
}

function summaryOf(days: Trend['days'], shown: readonly Severity[]): string {
  const known = days.filter(({ open }) => open !== undefined);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'Nothing is known of these days.';
  const changes = shown.map(
    (severity) =>
      `${severity} ${first.open?.[severity].value ?? 0} to ${last.open?.[severity].value ?? 0}`,
  );
  return `Open findings from ${first.date} to ${last.date}: ${changes.join(', ')}.`;
}
