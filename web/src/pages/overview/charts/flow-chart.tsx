import { BarChart } from '@mantine/charts';
import { Table } from '@mantine/core';
import type { Trend } from '../../../../../src/server/api/overview.ts';
import { FigureLink, PanelQuery } from '../figure-link.tsx';
import classes from '../overview.module.css';
import { CHART, dayLabel } from './axes.ts';
import { ChartPanel } from './chart-panel.tsx';

const FIXED_FILL = 'url(#gq-fill-fixed)';

/** Findings that were found and fixed, day by day. */
export function FlowChart({ trend: { days, foundQuery } }: { readonly trend: Trend }) {
  const found = days.reduce((sum, day) => sum + day.found.value, 0);
  const fixed = days.reduce((sum, day) => sum + day.fixed.value, 0);
  return (
    <ChartPanel
      title="New and fixed findings, by day"
      summary={`In ${days.length} days ${found} findings were first detected and ${fixed} were fixed.`}
      actions={<PanelQuery query={foundQuery} />}
      legend={
        <ul className={classes['legend']}>
          <li>
            <svg width={14} height={14} aria-hidden>
              <rect width={14} height={14} fill="var(--gq-accent)" />
            </svg>
            first detected
          </li>
          <li>
            <svg width={14} height={14} aria-hidden>
              <rect
                x={0.5}
                y={0.5}
                width={13}
                height={13}
                fill={FIXED_FILL}
                stroke="var(--gq-good)"
              />
            </svg>
            fixed
          </li>
        </ul>
      }
      chart={
        <BarChart
          {...CHART}
          dataKey="day"
          yAxisLabel="Findings"
          data={days.map((day) => ({
            day: dayLabel(day.date),
            found: day.found.value,
            fixed: day.fixed.value,
          }))}
          series={[
            { name: 'found', label: 'first detected', color: 'var(--gq-accent)' },
            { name: 'fixed', color: 'var(--gq-good)' },
          ]}
          barProps={({ name }) => ({
            isAnimationActive: false,
            ...(name === 'fixed' && {
              fill: FIXED_FILL,
              fillOpacity: 1,
              stroke: 'var(--gq-good)',
            }),
          })}
        />
      }
      table={
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Day (UTC)</Table.Th>
              <Table.Th ta="right">First detected</Table.Th>
              <Table.Th ta="right">Fixed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days.toReversed().map((day) => (
              <Table.Tr key={day.date}>
                <Table.Th scope="row" fw={400}>
                  {day.date}
                </Table.Th>
                <Table.Td ta="right">
                  <FigureLink figure={day.found} />
                </Table.Td>
                <Table.Td ta="right">
                  <FigureLink figure={day.fixed} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      }
    />
  );
}
