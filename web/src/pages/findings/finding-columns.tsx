import type { ReactNode } from 'react';
import type { ListedFinding } from '../../../../src/server/api/findings.ts';
import { EntityLink } from '../../components/entity-link.tsx';
import { severityOf } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { When } from '../../components/when.tsx';
import { StateMark } from './state-mark.tsx';

/** A column of the table of findings. */
export interface FindingColumn {
  readonly id: string;
  readonly title: string;
  /** Track of the grid. */
  readonly width: string;
  /** Sort key of the API; without it the column cannot be sorted by. */
  readonly sort?: string;
  readonly isNumber?: boolean;
  /** Shown unless somebody chose otherwise. */
  readonly isUsual: boolean;
  readonly cell: (finding: ListedFinding) => ReactNode;
}

const date = (at: number | null) => (at === null ? '' : <When at={at} />);

/** Every column, in their order. */
export const FINDING_COLUMNS: readonly FindingColumn[] = [
  {
    id: 'severity',
    title: 'Severity',
    width: '100px',
    sort: 'severity',
    isUsual: true,
    cell: ({ severity }) => {
      const step = severityOf(severity);
      return step === undefined ? 'none' : <SeverityBadge severity={step} />;
    },
  },
  {
    id: 'state',
    title: 'State',
    width: '88px',
    sort: 'status',
    isUsual: true,
    cell: ({ state }) => <StateMark state={state} />,
  },
  {
    id: 'qid',
    title: 'QID',
    width: '72px',
    sort: 'qid',
    isUsual: true,
    cell: ({ qid }) => <span className="gq-mono">{qid}</span>,
  },
  {
    id: 'title',
    title: 'Title',
    width: 'minmax(180px, 3fr)',
    sort: 'title',
    isUsual: true,
    cell: ({ id, title, qid }) => <EntityLink id={id}>{title ?? `QID ${qid ?? ''}`}</EntityLink>,
  },
  {
    id: 'on',
    title: 'Found on',
    width: 'minmax(120px, 2fr)',
    sort: 'on',
    isUsual: true,
    cell: ({ on }) => (on === null ? '' : <EntityLink id={on.id}>{on.name}</EntityLink>),
  },
  {
    id: 'port',
    title: 'Port',
    width: '84px',
    isUsual: false,
    cell: ({ port, protocol }) => (
      <span className="gq-mono">{port === null ? '' : `${port}/${protocol ?? ''}`}</span>
    ),
  },
  {
    id: 'url',
    title: 'Address',
    width: 'minmax(160px, 2fr)',
    isUsual: false,
    cell: ({ url }) => <bdi>{url}</bdi>,
  },
  {
    id: 'qds',
    title: 'QDS',
    width: '56px',
    sort: 'qds',
    isNumber: true,
    isUsual: true,
    cell: ({ qds }) => qds,
  },
  {
    id: 'kev',
    title: 'KEV',
    width: '40px',
    isUsual: true,
    cell: ({ isKev }) =>
      isKev ? <span title="In CISA's catalogue of known exploited vulnerabilities">KEV</span> : '',
  },
  {
    id: 'epss',
    title: 'EPSS',
    width: '72px',
    isNumber: true,
    isUsual: false,
    cell: ({ epss }) => (epss === null ? '' : `${(epss * 100).toFixed(1)} %`),
  },
  {
    id: 'firstFound',
    title: 'First found',
    width: '104px',
    sort: 'firstFound',
    isUsual: true,
    cell: ({ firstFound }) => date(firstFound),
  },
  {
    id: 'lastFound',
    title: 'Last found',
    width: '108px',
    sort: 'lastFound',
    isUsual: false,
    cell: ({ lastFound }) => date(lastFound),
  },
  {
    id: 'type',
    title: 'Type',
    width: '100px',
    isUsual: false,
    cell: ({ type }) => type,
  },
  {
    id: 'patchable',
    title: 'Patch',
    width: '72px',
    isUsual: false,
    cell: ({ isPatchable }) => (isPatchable === null ? '' : isPatchable ? 'yes' : 'no'),
  },
  {
    id: 'cves',
    title: 'CVEs',
    width: 'minmax(130px, 1fr)',
    isUsual: false,
    cell: ({ cves }) => <span className="gq-mono">{cves.join(', ')}</span>,
  },
  {
    id: 'threats',
    title: 'Threats',
    width: 'minmax(120px, 1fr)',
    isUsual: false,
    cell: ({ threats }) => threats.join(', '),
  },
  {
    id: 'tags',
    title: 'Tags',
    width: 'minmax(120px, 1fr)',
    isUsual: false,
    cell: ({ tags }) => <bdi>{tags.join(', ')}</bdi>,
  },
];

/** Columns that are shown at first. */
export const USUAL_COLUMNS: readonly string[] = FINDING_COLUMNS.filter(
  ({ isUsual }) => isUsual,
).map(({ id }) => id);
