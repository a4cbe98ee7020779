import {
  cells,
  distinct,
  grouped,
  type Row,
  rounded,
  sorted,
  type Thing,
  type TruthModel,
} from '../truth-model.ts';

type Expected = Readonly<Record<string, (truth: TruthModel) => readonly (readonly Row[])[]>>;

function share(part: unknown, whole: unknown): number | null {
  return rounded((100 * Number(part)) / Number(whole));
}

function rowsOf(things: readonly Thing[], ...names: readonly string[]): readonly Row[] {
  return sorted(
    things.map((thing) => cells(thing, ...names, '_key')),
    names.length + 1,
  );
}

/** Answers of questions/coverage.yaml. All hosts of the simulator come from Qualys. */
export const COVERAGE: Expected = {
  'hosts-not-scanned-for-30-days': (truth) => {
    const late = truth.hosts.filter(
      (host) => !('lastScannedOn' in host) || truth.isOlder(host['lastScannedOn'], 30),
    );
    return [rowsOf(late, 'displayName', 'ipAddress', 'trackingMethod', 'lastScannedOn')];
  },
  'hosts-without-authenticated-scan': (truth) => {
    const late = truth.hosts.filter(
      (host) =>
        !('lastAuthenticatedScanOn' in host) || truth.isOlder(host['lastAuthenticatedScanOn'], 30),
    );
    return [rowsOf(late, 'displayName', 'os', 'trackingMethod', 'lastAuthenticatedScanOn')];
  },
  'scans-with-insufficient-privilege': ({ hosts }) => [
    rowsOf(
      hosts.filter((host) => host['authInsufficientPrivilege'] === '1'),
      'displayName',
      'os',
    ),
  ],
  'hosts-without-agent': ({ hosts }) => {
    const without = hosts.filter((host) => !('qualysAgentId' in host));
    const rows = grouped(without, (host) => cells(host, 'platform', 'os')).map(({ key, items }) => [
      ...key,
      items.length,
    ]);
    return [sorted(rows, -3, 2)];
  },
  'silent-agents': (truth) => [
    rowsOf(
      truth.hosts.filter(
        (host) => 'qualysAgentId' in host && truth.isOlder(host['agentLastCheckedInOn'], 7),
      ),
      'displayName',
      'agentVersion',
      'agentLastCheckedInOn',
    ),
  ],
  'agent-versions': ({ hosts }) => {
    const known = hosts.filter((host) => 'agentVersion' in host);
    const rows = grouped(known, (host) => cells(host, 'platform', 'agentVersion')).map(
      ({ key, items }) => [...key, items.length],
    );
    return [sorted(rows, 1, 2)];
  },
  'scan-coverage': ({ manager, scanner }) => [
    [
      [
        manager['hostCount'],
        share(manager['hostsScannedLast24Hours'], manager['hostCount']),
        share(manager['hostsScannedLast7Days'], manager['hostCount']),
      ],
    ],
    [
      [
        scanner['webAppCount'],
        share(scanner['webAppsScannedLast24Hours'], scanner['webAppCount']),
        share(scanner['webAppsScannedLast7Days'], scanner['webAppCount']),
      ],
    ],
  ],
  'hosts-without-findings': ({ hosts, onHosts }) => {
    const found = new Set(onHosts.map(({ on }) => on));
    const clean = hosts.filter((host) => !found.has(host));
    return [rowsOf(clean, 'displayName', 'os', 'trackingMethod', 'lastAuthenticatedScanOn')];
  },
  'addresses-used-twice': ({ hosts }) => {
    const known = hosts.filter((host) => 'ipAddress' in host);
    const rows = grouped(known, (host) => cells(host, 'ipAddress'))
      .filter(({ items }) => items.length > 1)
      .map(({ key, items }) => [...key, items.length]);
    return [sorted(rows, -2, 1)];
  },
  'unknown-qids': ({ onHosts, onWebApps }) => {
    const unknown = [...onHosts, ...onWebApps].filter(
      ({ vulnerability }) => vulnerability['inKnowledgeBase'] === false,
    );
    const rows = grouped(unknown, ({ vulnerability }) => cells(vulnerability, 'qid')).map(
      ({ key, items }) => [...key, distinct(items.map(({ finding }) => finding))],
    );
    return [sorted(rows, -2, 1)];
  },
};
