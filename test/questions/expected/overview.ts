import {
  cells,
  distinct,
  grouped,
  numbers,
  type Row,
  sorted,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

/** Answers of questions/qualys.yaml, rows that tie in no particular order. */
export const OVERVIEW: Expected = {
  'findings-that-are-vulnerabilities': ({ open, openOnWebApps }) => [
    open.map(({ finding, vulnerability }) => [
      ...cells(finding, 'hostId', 'fqdn', 'port', 'severity', 'status'),
      ...cells(vulnerability, 'qid', 'name', 'cveIds'),
      ...cells(finding, 'firstFoundOn', 'lastFoundOn'),
    ]),
    openOnWebApps.map(({ finding, vulnerability }) => [
      ...cells(finding, 'webAppName', 'url', 'severity', 'status'),
      ...cells(vulnerability, 'qid', 'name'),
      ...cells(finding, 'firstDetectedOn', 'lastDetectedOn'),
    ]),
  ],
  'hosts-with-cvss-of-5-or-more': ({ open }) => {
    const found = open.filter(
      ({ vulnerability }) => Number(vulnerability['cvssScoreV3'] ?? 0) >= 5,
    );
    const rows = grouped(found, ({ on }) =>
      cells(on, 'displayName', '_type', 'ipAddress', '_key'),
    ).map(({ key, items }) => [
      ...key,
      distinct(items.map(({ vulnerability }) => vulnerability)),
      Math.max(...numbers(items.map(({ vulnerability }) => vulnerability['cvssScoreV3']))),
    ]);
    return [sorted(rows, -6, -5)];
  },
  'scanned-hosts-by-type': ({ hosts }) => {
    const rows = grouped(hosts, (host) => cells(host, '_type')).map(({ key, items }) => [
      ...key,
      items.length,
    ]);
    return [sorted(rows, -2)];
  },
  'open-findings-by-severity-and-host': ({ open }) => {
    const bySeverity = grouped(open, ({ finding }) =>
      cells(finding, 'severity', 'numericSeverity'),
    );
    const byHost = grouped(open, ({ on, finding }) => [
      ...cells(on, 'displayName', '_key'),
      ...cells(finding, 'severity', 'numericSeverity'),
    ]);
    return [
      sorted(
        bySeverity.map(({ key, items }) => [...key, items.length]),
        -2,
      ),
      sorted(
        byHost.map(({ key, items }) => [...key, items.length]),
        -4,
        -5,
      ),
    ];
  },
  'most-widespread-vulnerabilities': ({ open }) => {
    const rows = grouped(open, ({ vulnerability }) =>
      cells(vulnerability, 'qid', 'name', 'severity'),
    ).map(({ key, items }) => [...key, distinct(items.map(({ on }) => on))]);
    return [sorted(rows, -4, 1)];
  },
};
