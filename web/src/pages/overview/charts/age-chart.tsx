import { BarChart } from '@mantine/charts';
import { Table } from '@mantine/core';
import type { Overview } from '../../../../../src/server/api/overview.ts';
import { SEVERITIES, SEVERITY_COLOUR, type Severity } from '../../../components/severity.ts';
import { FigureLink, PanelQuery } from '../figure-link.tsx';
import classes from '../overview.module.css';
import { CHART } from './axes.ts';
import { ChartPanel } from './chart-panel.tsx';
import { SeverityLegend } from './legend.tsx';
import { severityFill } from './severity-fill.tsx';

type Group = Overview['age']['groups'][number];

function labelOf({ fromDays, toDays }: Group): string {
  return toDays === undefined ? `${fromDays}+` : `${fromDays}–${toDays - 1}`;
}

/** How old open findings are, and how many of them are beyond the deadline of their severity. */
export function AgeChart({ age: { groups, overdue, query } }: { readonly age: Overview['age'] }) {
  const shown = SEVERITIES.filter((severity) =>
    groups.some(({ bySeverity }) => bySeverity[severity].value > 0),
  );
  const late = overdue.map(
    ({ severity, days, findings }) => `${findings.value} ${severity} older than ${days} days`,
  );
  return (
    <ChartPanel
      title="Age of open findings, and deadlines"
      summary={`Open findings on hosts by days since the first detection. Beyond the deadline: ${late.join(', ')}.`}
      actions={<PanelQuery query={query} />}
      legend={
        <>
          <p className={classes['overdue']}>
            Beyond the deadline:{' '}
            {overdue.map(({ severity, days, findings }, index) => (
              <span key={severity}>
                {index > 0 && ', '}
                <FigureLink figure={findings} /> {severity} ({days} days)
              </span>
            ))}
          </p>
          <SeverityLegend severities={shown} />
        </>
      }
      chart={
        <BarChart
          {...CHART}
          h={190}
          xAxisProps={{ interval: 0 }}
          type="stacked"
          dataKey="age"
          xAxisLabel="Days since the first detection"
          yAxisLabel="Findings"
          data={groups.map((group) => ({
            age: labelOf(group),
            ...Object.fromEntries(
              SEVERITIES.map((severity) => [severity, group.bySeverity[severity].value]),
            ),
          }))}
          series={shown.map((severity) => ({ name: severity, color: SEVERITY_COLOUR[severity] }))}
          barProps={({ name }) => ({
            fill: severityFill(name as Severity),
            fillOpacity: 1,
            stroke: SEVERITY_COLOUR[name as Severity],
            isAnimationActive: false,
          })}
        />
      }
      table={
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Days</Table.Th>
              {shown.map((severity) => (
                <Table.Th key={severity} ta="right">
                  {severity}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {groups.map((group) => (
              <Table.Tr key={group.fromDays}>
                <Table.Th scope="row" fw={400}>
                  {labelOf(group)}
                </Table.Th>
                {shown.map((severity) => (
                  <Table.Td key={severity} ta="right">
                    <FigureLink figure={group.bySeverity[severity]} />
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
