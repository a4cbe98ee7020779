import {
  cells,
  distinct,
  grouped,
  list,
  numbers,
  type Occurrence,
  type Row,
  sorted,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

function hasIndicator({ vulnerability }: Occurrence, ...wanted: readonly string[]): boolean {
  return list(vulnerability['threatIndicators']).some((each) => wanted.includes(String(each)));
}

const title = ({ vulnerability }: Occurrence) => cells(vulnerability, 'qid', 'name');
const hostsOf = (items: readonly Occurrence[]) => distinct(items.map(({ on }) => on));

/** Answers of questions/threats.yaml. */
export const THREATS: Expected = {
  'known-exploited': ({ open }) => {
    const known = open.filter(({ finding }) => finding['isCisaKnownExploited'] === true);
    const byHost = grouped(known, ({ on }) => cells(on, 'displayName', '_key')).map(
      ({ key, items }) => [
        ...key,
        items.length,
        Math.min(...numbers(items.map(({ finding }) => finding['firstFoundOn']))),
      ],
    );
    const byTitle = grouped(known, title).map(({ key, items }) => [...key, hostsOf(items)]);
    return [sorted(byHost, -3, 2), sorted(byTitle, -3, 1)];
  },
  ransomware: ({ open }) => {
    const found = open.filter((each) => hasIndicator(each, 'Ransomware'));
    const rows = grouped(found, ({ vulnerability }) =>
      cells(vulnerability, 'qid', 'name', 'severity'),
    ).map(({ key, items }) => [...key, hostsOf(items)]);
    return [sorted(rows, -4, 1)];
  },
  'under-attack': ({ open }) => {
    const found = open.filter((each) =>
      hasIndicator(each, 'Active_Attacks', 'Wormable', 'Zero_Day'),
    );
    const rows = grouped(found, ({ on }) => cells(on, 'displayName', '_key')).map(
      ({ key, items }) => [...key, distinct(items.map(({ vulnerability }) => vulnerability))],
    );
    return [sorted(rows, -3, 2)];
  },
  'findings-by-threat-indicator': ({ open }) => {
    const pairs = open.flatMap((each) =>
      list(each.vulnerability['threatIndicators']).map((indicator) => ({ ...each, indicator })),
    );
    const rows = grouped(pairs, ({ indicator }) => [indicator]).map(({ key, items }) => [
      ...key,
      distinct(items.map(({ finding }) => finding)),
      hostsOf(items),
    ]);
    return [sorted(rows, -2, 1)];
  },
  'likely-to-be-exploited': ({ open }) => {
    const likely = open.filter(({ finding }) => Number(finding['epssScore'] ?? 0) >= 0.1);
    const rows = likely.map(({ on, finding }) => [
      ...cells(on, 'displayName'),
      ...cells(finding, 'qid', 'severity', 'epssScore', 'qds', '_key'),
    ]);
    return [sorted(rows, -4, 6).slice(0, 50)];
  },
  'weaponized-exploits': ({ open }) => {
    const found = open.filter(({ finding }) =>
      list(finding['exploitMaturity']).includes('weaponized'),
    );
    const rows = grouped(found, ({ finding }) => cells(finding, 'qid', 'severity')).map(
      ({ key, items }) => [...key, items.length],
    );
    return [sorted(rows, -3, 1)];
  },
  'findings-by-mitre-tactic': ({ open }) => {
    const pairs = open.flatMap((each) =>
      list(each.finding['mitreTacticNames']).map((tactic) => ({ ...each, tactic })),
    );
    const rows = grouped(pairs, ({ tactic }) => [tactic]).map(({ key, items }) => [
      ...key,
      items.length,
      hostsOf(items),
    ]);
    return [sorted(rows, -2, 1)];
  },
};
