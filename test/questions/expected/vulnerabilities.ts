import {
  cells,
  distinct,
  grouped,
  type Occurrence,
  type Row,
  sorted,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

const title = ({ vulnerability }: Occurrence) => cells(vulnerability, 'qid', 'name');

/** Answers of questions/vulnerabilities.yaml. */
export const VULNERABILITIES: Expected = {
  'most-widespread-cves': (truth) => {
    const pairs = truth.open.flatMap((each) =>
      truth.cvesOf(each.finding).map((cve) => ({ ...each, cve })),
    );
    const rows = grouped(pairs, ({ cve }) => cells(cve, 'cveId')).map(({ key, items }) => [
      ...key,
      distinct(items.map(({ on }) => on)),
    ]);
    return [sorted(rows, -2, 1).slice(0, 25)];
  },
  'recent-cves': (truth) => {
    const pairs = truth.open.flatMap((each) =>
      truth.cvesOf(each.finding).map((cve) => ({ ...each, cve })),
    );
    const recent = pairs.filter(({ cve }) => Number(String(cve['cveId']).split('-')[1]) >= 2024);
    const rows = grouped(recent, ({ cve }) => cells(cve, 'cveId')).map(({ key, items }) => [
      ...key,
      items.length,
    ]);
    return [sorted(rows, -2, 1)];
  },
  'critical-cvss': ({ open, openOnWebApps }) => {
    const found = [...open, ...openOnWebApps].filter(
      ({ vulnerability }) => Number(vulnerability['cvssScoreV3'] ?? 0) >= 9,
    );
    const rows = grouped(found, ({ vulnerability }) =>
      cells(vulnerability, 'qid', 'name', 'cvssScoreV3'),
    ).map(({ key, items }) => [...key, items.length]);
    return [sorted(rows, -3, -4, 1)];
  },
  'potential-findings': ({ open }) => {
    const potential = open.filter(({ finding }) => finding['type'] === 'Potential');
    const rows = grouped(potential, title).map(({ key, items }) => [...key, items.length]);
    return [sorted(rows, -3, 1)];
  },
  'severity-against-score': ({ open }) => {
    const rows = open
      .filter(
        ({ finding }) =>
          finding['severity'] === 'medium' &&
          ['HIGH', 'CRITICAL'].includes(String(finding['qdsSeverity'])),
      )
      .map(({ finding }) => cells(finding, 'hostId', 'qid', 'qds', '_key'));
    return [sorted(rows, -3, 4)];
  },
};
