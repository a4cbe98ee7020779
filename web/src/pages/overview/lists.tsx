import { Table, Text } from '@mantine/core';
import type { Overview } from '../../../../src/server/api/overview.ts';
import { EntityLink } from '../../components/entity-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { severityOf } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { When } from '../../components/when.tsx';
import { FigureLink, PanelQuery } from './figure-link.tsx';
import classes from './overview.module.css';

/** Critical findings that have been open the longest. */
export function OldestCritical({ part }: { readonly part: Overview['oldestCritical'] }) {
  return (
    <Panel
      title="Oldest open critical findings"
      isFlush
      actions={<PanelQuery query={part.query} />}
    >
      {part.findings.length === 0 ? (
        <Nothing>No critical finding is open.</Nothing>
      ) : (
        <Table layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Finding</Table.Th>
              <Table.Th w="32%">Host</Table.Th>
              <Table.Th w={120}>First found</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {part.findings.map(({ id, qid, title, hostId, host, firstFoundOn }) => (
              <Table.Tr key={id}>
                <Table.Td className={classes['cut'] ?? ''} title={title ?? `QID ${qid}`}>
                  <EntityLink id={id}>{title ?? `QID ${qid}`}</EntityLink>
                </Table.Td>
                <Table.Td className={classes['cut'] ?? ''} title={host}>
                  <EntityLink id={hostId}>{host}</EntityLink>
                </Table.Td>
                <Table.Td>
                  <When at={firstFoundOn} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

/** Vulnerabilities that the most hosts have. */
export function TopVulnerabilities({ part }: { readonly part: Overview['vulnerabilities'] }) {
  return (
    <Panel
      title="Vulnerabilities on most hosts"
      isFlush
      actions={<PanelQuery query={part.query} />}
    >
      {part.list.length === 0 ? (
        <Nothing>No finding is open.</Nothing>
      ) : (
        <Table layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Vulnerability</Table.Th>
              <Table.Th w={84}>QID</Table.Th>
              <Table.Th w={116}>Severity</Table.Th>
              <Table.Th w={72} ta="right">
                Hosts
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {part.list.map(({ qid, id, title = 'not in the knowledge base', severity, hosts }) => (
              <Table.Tr key={qid}>
                <Table.Td className={classes['cut'] ?? ''} title={title}>
                  {id === undefined ? title : <EntityLink id={id}>{title}</EntityLink>}
                </Table.Td>
                <Table.Td className="gq-mono">{qid}</Table.Td>
                <Table.Td>
                  <Severity word={severity} />
                </Table.Td>
                <Table.Td ta="right">
                  <FigureLink figure={hosts} label={`hosts with QID ${qid}`} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

function Severity({ word }: { readonly word: string | undefined }) {
  const severity = severityOf(word);
  return severity === undefined ? (word ?? '–') : <SeverityBadge severity={severity} />;
}

/** Hosts with the highest risk. */
export function TopHosts({ part }: { readonly part: Overview['hosts'] }) {
  const title = part.by === 'truRisk' ? 'Hosts by TruRisk' : 'Hosts by highest detection score';
  return (
    <Panel title={title} isFlush actions={<PanelQuery query={part.query} />}>
      {part.list.length === 0 ? (
        <Nothing>No host has a score: Qualys gives none for this subscription.</Nothing>
      ) : (
        <Table layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Host</Table.Th>
              {part.by === 'truRisk' && (
                <Table.Th w={90} ta="right">
                  TruRisk
                </Table.Th>
              )}
              <Table.Th w={110} ta="right">
                Highest QDS
              </Table.Th>
              <Table.Th w={136} ta="right">
                Open findings
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {part.list.map(({ id, name, truRisk, qds, open }) => (
              <Table.Tr key={id}>
                <Table.Td className={classes['cut'] ?? ''} title={name}>
                  <EntityLink id={id}>{name}</EntityLink>
                </Table.Td>
                {part.by === 'truRisk' && <Table.Td ta="right">{truRisk ?? '–'}</Table.Td>}
                <Table.Td ta="right">{qds ?? '–'}</Table.Td>
                <Table.Td ta="right">
                  <FigureLink figure={open} label={`open findings on ${name}`} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

function Nothing({ children }: { readonly children: string }) {
  return (
    <Text p="md" c="dimmed">
      {children}
    </Text>
  );
}
