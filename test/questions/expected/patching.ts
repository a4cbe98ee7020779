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

const isPatchable = ({ vulnerability }: Occurrence) => vulnerability['patchable'] === true;
const title = ({ vulnerability }: Occurrence) => cells(vulnerability, 'qid', 'name');
const hostsOf = (items: readonly Occurrence[]) => distinct(items.map(({ on }) => on));

/** Answers of questions/patching.yaml. */
export const PATCHING: Expected = {
  'patches-that-close-most-findings': ({ open }) => {
    const rows = grouped(open.filter(isPatchable), title).map(({ key, items }) => [
      ...key,
      items.length,
      hostsOf(items),
    ]);
    return [sorted(rows, -3, 1).slice(0, 25)];
  },
  'patches-available-for-90-days': (truth) => {
    const late = truth.open.filter(
      (each) =>
        isPatchable(each) &&
        Number(each.vulnerability['numericSeverity'] ?? 0) >= 8 &&
        truth.isOlder(each.vulnerability['patchPublishedOn'], 90),
    );
    const rows = grouped(late, (each) => [
      ...title(each),
      Math.floor(truth.daysSince(each.vulnerability['patchPublishedOn']) ?? 0),
    ]).map(({ key, items }) => [...key, items.length]);
    return [sorted(rows, -3, 1)];
  },
  'patchable-findings-by-severity': ({ open }) => {
    const rows = grouped(open, ({ finding, vulnerability }) => [
      finding['severity'],
      vulnerability['patchable'] ?? null,
    ]).map(({ key, items }) => [...key, items.length]);
    return [sorted(rows, 1, 2)];
  },
  'severe-findings-without-a-patch': ({ open }) => {
    const found = open.filter(
      ({ finding, vulnerability }) =>
        finding['severity'] === 'critical' && vulnerability['patchable'] === false,
    );
    const rows = grouped(found, title).map(({ key, items }) => [...key, hostsOf(items)]);
    return [sorted(rows, -3, 1)];
  },
  'patchable-findings-by-host': ({ open }) => {
    const rows = grouped(open.filter(isPatchable), ({ on }) =>
      cells(on, 'displayName', 'os', '_key'),
    ).map(({ key, items }) => [...key, distinct(items.map(({ vulnerability }) => vulnerability))]);
    return [sorted(rows, -4, 3).slice(0, 20)];
  },
  'findings-by-technology': ({ open }) => {
    const known = open.filter(({ vulnerability }) => 'technology' in vulnerability);
    const rows = grouped(known, ({ vulnerability }) => cells(vulnerability, 'technology')).map(
      ({ key, items }) => [
        ...key,
        distinct(items.map(({ vulnerability }) => vulnerability)),
        items.length,
        hostsOf(items),
      ],
    );
    return [sorted(rows, -3, 1)];
  },
  'mitigated-but-not-fixed': ({ open }) => {
    const mitigated = open.filter(
      ({ finding }) => String(finding['truRiskEliminationStatus']).toLowerCase() === 'mitigated',
    );
    const rows = mitigated.map(({ finding }) =>
      cells(finding, 'hostId', 'qid', 'severity', 'lastFoundOn', '_key'),
    );
    return [sorted(rows, 5)];
  },
};
