import { Table } from '@mantine/core';
import type { Figure, Overview } from '../../../../src/server/api/overview.ts';
import { useAt } from '../../app/use-at.ts';
import { Panel } from '../../components/panel.tsx';
import { SEVERITIES } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { FigureLink, PanelQuery } from './figure-link.tsx';
import classes from './overview.module.css';

/** Hosts of which the scans say nothing new. */
export function Coverage({ part }: { readonly part: Overview['coverage'] }) {
  const at = useAt();
  return (
    <Panel title="Coverage" isFlush actions={<PanelQuery query={part.query} />}>
      <Table>
        <Table.Tbody>
          <Row label="Hosts" figure={part.hosts} of={part.hosts} />
          {part.notScanned.map(({ days, hosts }) => (
            <Row key={days} label={`Not scanned for ${days} days`} figure={hosts} of={part.hosts} />
          ))}
          <Row label="Never scanned" figure={part.never} of={part.hosts} />
        </Table.Tbody>
      </Table>
      {at !== undefined && (
        <p className={classes['hint']}>
          Scan dates have no history: these are the latest ones of the hosts of that time.
        </p>
      )}
    </Panel>
  );
}

function Row({
  label,
  figure,
  of,
}: {
  readonly label: string;
  readonly figure: Figure;
  readonly of: Figure;
}) {
  const share = of.value === 0 ? 0 : (100 * figure.value) / of.value;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        {label}
      </Table.Th>
      <Table.Td w={90} ta="right">
        <FigureLink figure={figure} label={label} />
      </Table.Td>
      <Table.Td w={70} ta="right" c="dimmed">
        {figure.value > 0 && share < 1 ? '< 1' : Math.round(share)} %
      </Table.Td>
    </Table.Tr>
  );
}

/** Open findings of web applications. */
export function WebApps({ part }: { readonly part: Overview['webApps'] }) {
  return (
    <Panel
      title="Open findings on web applications"
      isFlush
      actions={<PanelQuery query={part.query} />}
    >
      <Table>
        <Table.Tbody>
          {SEVERITIES.map((severity) => (
            <Table.Tr key={severity}>
              <Table.Th scope="row" fw={400}>
                <SeverityBadge severity={severity} />
              </Table.Th>
              <Table.Td ta="right">
                <FigureLink figure={part.bySeverity[severity]} label={`${severity}, open`} />
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">All</Table.Th>
            <Table.Td ta="right">
              <FigureLink figure={part.total} label="open" />
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
