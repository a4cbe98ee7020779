import {
  cells,
  distinct,
  grouped,
  list,
  type Occurrence,
  type Row,
  rounded,
  sorted,
  type Thing,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

const hostsOf = (items: readonly Occurrence[]) => distinct(items.map(({ on }) => on));
const host = ({ on }: Occurrence) => cells(on, 'displayName', '_key');

function openOn(truth: TruthModel, on: Thing): number {
  return truth.open.filter((each) => each.on === on).length;
}

/** Systems of the simulator that are out of support; the others are newer. */
const OUT_OF_SUPPORT = ['Windows 10'];

/** Answers of questions/inventory.yaml. */
export const INVENTORY: Expected = {
  'end-of-life-systems': (truth) => {
    const old = truth.hosts.filter(({ os }) => OUT_OF_SUPPORT.includes(String(os)));
    const rows = old.map((each) => [
      ...cells(each, 'os', 'displayName', '_key'),
      openOn(truth, each),
    ]);
    return [sorted(rows, 1, 3)];
  },
  // The simulator has no QIDs of this kind.
  'end-of-life-software': () => [[]],
  'findings-by-operating-system': ({ open }) => {
    const rows = grouped(open, ({ on }) => cells(on, 'os')).map(({ key, items }) => [
      ...key,
      hostsOf(items),
      items.length,
      rounded(items.length / hostsOf(items), 1),
    ]);
    return [sorted(rows, -3, 1)];
  },
  'findings-by-tag': ({ open }) => {
    const pairs = open
      .filter(({ finding }) => Number(finding['numericSeverity']) >= 8)
      .flatMap((each) => list(each.on['tags']).map((tag) => ({ ...each, tag })));
    const rows = grouped(pairs, ({ tag }) => [tag]).map(({ key, items }) => [
      ...key,
      hostsOf(items),
      items.length,
    ]);
    return [sorted(rows, -3, 1)];
  },
  'hosts-without-tags': (truth) => {
    const rows = truth.hosts
      .filter((each) => !('tags' in each))
      .map((each) => [...cells(each, 'displayName', 'ipAddress', '_key'), openOn(truth, each)]);
    return [sorted(rows, -4, 3)];
  },
  'findings-by-cloud-account': ({ open }) => {
    const inClouds = open.filter(({ on }) => 'cloudProvider' in on);
    const account = ({ awsAccountId, azureSubscriptionId, gcpProjectId }: Thing) =>
      awsAccountId ?? azureSubscriptionId ?? gcpProjectId ?? 'unknown';
    const rows = grouped(inClouds, ({ on }) => [
      on['cloudProvider'],
      account(on),
      on['region'] ?? null,
    ]).map(({ key, items }) => [...key, hostsOf(items), items.length]);
    return [sorted(rows, 1, 2, 3)];
  },
  'critical-assets-at-risk': ({ open }) => {
    const found = open.filter(
      ({ on, finding }) =>
        Number(on['assetCriticalityScore'] ?? 0) >= 4 && finding['severity'] === 'critical',
    );
    const rows = grouped(found, ({ on }) =>
      cells(on, 'displayName', 'assetCriticalityScore', '_key'),
    ).map(({ key, items }) => [...key, items.length]);
    return [sorted(rows, -2, -4, 3)];
  },
  'riskiest-hosts': (truth) => {
    const rows = truth.hosts
      .filter((each) => Number(each['truRiskScore'] ?? 0) > 0)
      .map((each) => [...cells(each, 'displayName', 'truRiskScore', '_key'), openOn(truth, each)]);
    return [sorted(rows, -2, 3).slice(0, 20)];
  },
  'pci-findings': ({ open }) => {
    const found = open.filter(
      ({ on, vulnerability }) =>
        list(on['tags']).some((tag) => String(tag).includes('PCI')) &&
        vulnerability['isPciRelevant'] === true,
    );
    const rows = grouped(found, host).map(({ key, items }) => [
      ...key,
      distinct(items.map(({ vulnerability }) => vulnerability)),
      items.length,
    ]);
    return [sorted(rows, -4, 2)];
  },
};
