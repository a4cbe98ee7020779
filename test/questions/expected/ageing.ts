import {
  cells,
  grouped,
  mean,
  numbers,
  type Occurrence,
  type Row,
  rounded,
  sorted,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

const severity = ({ finding }: Occurrence) => cells(finding, 'severity', 'numericSeverity');
const host = ({ on }: Occurrence) => cells(on, 'displayName', '_key');
const difference = (later: unknown, earlier: unknown) => Number(later) - Number(earlier);

function beyond(truth: TruthModel, wanted: string, days: number): readonly Row[] {
  const late = truth.open.filter(
    ({ finding }) => finding['severity'] === wanted && truth.isOlder(finding['firstFoundOn'], days),
  );
  const rows = late.map(({ on, finding }) => [
    ...cells(on, 'displayName'),
    finding['qid'],
    Math.floor(truth.daysSince(finding['firstFoundOn']) ?? 0),
    finding._key,
  ]);
  return sorted(rows, -3, 4);
}

function byWeek(truth: TruthModel, name: string): readonly Row[] {
  const recent = truth.onHosts.filter(
    ({ finding }) => name in finding && !((truth.daysSince(finding[name]) ?? 84) >= 84),
  );
  const rows = grouped(recent, ({ finding }) => [
    Math.floor((truth.daysSince(finding[name]) ?? 0) / 7),
  ]).map(({ key, items }) => [...key, items.length]);
  return sorted(rows, 1);
}

/** Answers of questions/ageing.yaml. */
export const AGEING: Expected = {
  'findings-beyond-their-deadline': (truth) => [
    beyond(truth, 'critical', 15),
    beyond(truth, 'high', 30),
    beyond(truth, 'medium', 90),
  ],
  'age-of-open-findings': (truth) => {
    const rows = grouped(truth.open, severity).map(({ key, items }) => {
      const first = numbers(items.map(({ finding }) => finding['firstFoundOn']));
      const ages = first.map((date) => truth.daysSince(date) ?? 0);
      return [...key, items.length, rounded(mean(ages), 1), Math.min(...first)];
    });
    return [sorted(rows, -2)];
  },
  'time-to-fix': ({ onHosts }) => {
    const fixed = onHosts.filter(
      ({ finding }) => finding['closedReason'] === 'fixed' && 'resolvedOn' in finding,
    );
    const rows = grouped(fixed, severity).map(({ key, items }) => {
      const times = items.map(({ finding }) =>
        difference(finding['resolvedOn'], finding['firstFoundOn']),
      );
      return [...key, items.length, rounded((mean(times) ?? 0) / 86_400_000, 1)];
    });
    return [sorted(rows, -2)];
  },
  'oldest-open-findings': ({ open }) => {
    const rows = open.map(({ on, finding, vulnerability }) => [
      ...cells(on, 'displayName'),
      ...cells(vulnerability, 'qid', 'name'),
      ...cells(finding, 'severity', 'firstFoundOn', '_key'),
    ]);
    return [sorted(rows, 5, 6).slice(0, 20)];
  },
  'new-findings-of-the-week': (truth) => {
    const recent = truth.onHosts.filter(
      ({ finding }) => (truth.daysSince(finding['firstFoundOn']) ?? 7) < 7,
    );
    const byHost = grouped(recent, host).map(({ key, items }) => [
      ...key,
      items.length,
      Math.max(...numbers(items.map(({ finding }) => finding['numericSeverity']))),
    ]);
    const bySeverity = grouped(recent, severity).map(({ key, items }) => [...key, items.length]);
    return [sorted(bySeverity, -2), sorted(byHost, -3, 2)];
  },
  'fixed-in-the-last-month': (truth) => {
    const recent = truth.onHosts.filter(
      ({ finding }) =>
        finding['status'] === 'Fixed' && (truth.daysSince(finding['resolvedOn']) ?? 30) < 30,
    );
    const bySeverity = grouped(recent, severity).map(({ key, items }) => [...key, items.length]);
    const byHost = grouped(recent, host).map(({ key, items }) => [...key, items.length]);
    return [sorted(bySeverity, -2), sorted(byHost, -3, 2)];
  },
  'found-and-fixed-by-week': (truth) => [
    byWeek(truth, 'firstFoundOn'),
    byWeek(truth, 'resolvedOn'),
  ],
  'reopened-findings': ({ onHosts }) => {
    const now = onHosts
      .filter(({ finding }) => finding['status'] === 'Re-Opened')
      .map(({ on, finding }) => [
        ...cells(on, 'displayName'),
        ...cells(finding, 'qid', 'severity', 'lastReopenedOn', 'timesReopened', '_key'),
      ]);
    const ever = onHosts.filter(({ finding }) => 'timesReopened' in finding);
    const often = grouped(ever, ({ vulnerability }) => cells(vulnerability, 'qid', 'name')).map(
      ({ key, items }) => [
        ...key,
        items.length,
        items.reduce((sum, { finding }) => sum + Number(finding['timesReopened']), 0),
      ],
    );
    return [sorted(now, 6), sorted(often, -4, 1)];
  },
  'ignored-and-disabled-findings': ({ onHosts }) => {
    const rows = onHosts
      .filter(({ finding }) => finding['isIgnored'] === true || finding['isDisabled'] === true)
      .map(({ finding }) =>
        cells(finding, 'hostId', 'qid', 'severity', 'isIgnored', 'isDisabled', '_key'),
      );
    return [sorted(rows, 6)];
  },
};
