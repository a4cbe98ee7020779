import {
  type MemoryGraph,
  memoryGraph,
  NOW,
  type TestEntity,
  type TestRelationship,
} from './memory-graph.ts';

const DAY = 86_400_000;

function finding(
  number: number,
  asset: string,
  qid: number,
  severity: string,
  properties: Readonly<Record<string, unknown>> = {},
): TestEntity {
  const numericSeverity = { low: 4, medium: 6, high: 8, critical: 10 }[severity] ?? 2;
  return {
    key: `f${number}`,
    type: 'qualys_host_finding',
    asset,
    createdOn: NOW - number * 12 * 3_600_000,
    properties: {
      name: `QID ${qid}`,
      displayName: `QID ${qid}`,
      qid,
      severity,
      numericSeverity,
      open: true,
      status: 'Active',
      hostId: asset,
      createdOn: NOW - number * DAY,
      updatedOn: NOW - DAY,
      firstFoundOn: NOW - number * DAY,
      lastFoundOn: NOW - DAY,
      numTimesFound: number,
      ...properties,
    },
  };
}

/** Everything that the tests ask for, by hand. Keys are short: h hosts, f findings, v QIDs, w web apps. */
export const ENTITIES: readonly TestEntity[] = [
  {
    key: 'account',
    type: 'qualys_account',
    properties: { name: 'Qualys - main', displayName: 'Qualys - main', vendor: 'Qualys' },
  },
  {
    key: 'vmdr',
    type: 'qualys_vulnerability_manager',
    properties: {
      name: 'VM',
      displayName: 'Qualys Vulnerability Manager',
      category: ['software', 'other'],
    },
  },
  {
    key: 'was',
    type: 'qualys_web_app_scanner',
    properties: {
      name: 'WAS',
      displayName: 'Qualys Web App Scanner',
      category: ['software', 'other'],
    },
  },
  {
    key: 'h1',
    type: 'aws_instance',
    source: 'system-mapper',
    properties: {
      name: 'web-1',
      displayName: 'web-1.example.com',
      hostname: 'web-1',
      fqdn: ['web-1.example.com'],
      ipAddress: '10.20.30.40',
      privateIpAddress: '10.20.30.40',
      publicIpAddress: '203.0.113.7',
      os: 'Red Hat Enterprise Linux 9',
      platform: 'linux',
      tags: ['Production', 'internet', 'pci'],
      lastScannedOn: NOW - 2 * DAY,
      qualysAssetId: '901',
      'tag.Production': true,
      'tag.AccountName': 'emea',
      'tag.cost-centre': 'emea-12',
    },
  },
  {
    key: 'h2',
    type: 'discovered_host',
    properties: {
      name: 'build-agent',
      displayName: 'build-agent',
      hostname: 'build-agent',
      ipAddress: '192.0.2.10',
      privateIpAddress: '192.0.2.10',
      os: 'Windows Server 2022',
      platform: 'windows',
      tags: ['pci'],
      lastScannedOn: NOW - DAY / 2,
      'tag.AccountName': 'apac',
    },
  },
  {
    key: 'h3',
    type: 'azure_vm',
    properties: {
      name: 'db-prod',
      displayName: 'db-prod',
      hostname: 'db-prod',
      fqdn: ['db-prod.example.com'],
      ipAddress: '10.0.0.9',
      os: 'Windows 11',
      platform: 'windows',
      tags: [],
    },
  },
  finding(1, 'h1', 1001, 'critical', { port: 443 }),
  finding(2, 'h1', 1002, 'high', { status: 'New', lastFoundOn: NOW - 3 * DAY }),
  finding(3, 'h2', 1001, 'critical', { port: 8443 }),
  finding(4, 'h2', 1003, 'low', { status: 'Fixed', open: false, lastFoundOn: NOW - 20 * DAY }),
  finding(5, 'h2', 1002, 'high', { status: undefined }),
  {
    key: 'v1',
    type: 'qualys_vuln',
    cves: ['cve-2021-44228', 'cve-2021-45046'],
    properties: {
      name: 'Apache Log4j Shell remote code execution',
      displayName: 'Apache Log4j Shell remote code execution',
      qid: 1001,
      severity: 'critical',
      numericSeverity: 10,
      cveIds: ['CVE-2021-44228', 'CVE-2021-45046'],
      cvssScoreV3: 10,
    },
  },
  {
    key: 'v2',
    type: 'qualys_vuln',
    cves: ['cve-2022-3602'],
    properties: {
      name: 'OpenSSL buffer overflow',
      displayName: 'OpenSSL buffer overflow',
      qid: 1002,
      severity: 'high',
      numericSeverity: 8,
      cveIds: ['CVE-2022-3602'],
      cvssScoreV3: 7.5,
    },
  },
  {
    key: 'v3',
    type: 'qualys_vuln',
    properties: {
      name: 'Weak cipher',
      displayName: 'Weak cipher',
      qid: 1003,
      severity: 'low',
      numericSeverity: 4,
      cvssScoreV3: 3.1,
    },
  },
  ...['2021-44228', '2021-45046', '2022-3602'].map(
    (id): TestEntity => ({
      key: `cve-${id}`,
      type: 'cve',
      properties: { name: `CVE-${id}`, displayName: `CVE-${id}`, cveId: `CVE-${id}`, open: true },
    }),
  ),
  {
    key: 'w1',
    type: 'web_app',
    properties: { name: 'Shop', displayName: 'Shop', webAppId: '77', tags: ['Production'] },
  },
  {
    key: 'wf1',
    type: 'qualys_web_app_finding',
    asset: 'w1',
    properties: {
      name: 'Cross-site scripting',
      displayName: 'Cross-site scripting',
      qid: 1003,
      severity: 'medium',
      numericSeverity: 6,
      open: true,
      status: 'NEW',
      createdOn: Date.UTC(2026, 0, 15),
      updatedOn: NOW,
    },
  },
  // Of other integrations: classes and properties that the model does not know.
  {
    key: 'intel',
    type: 'threat_feed',
    classes: ['ThreatIntel'],
    properties: { qid: 1001, name: 'Feed' },
  },
  {
    key: 'alice',
    type: 'okta_user',
    classes: ['User', 'Person'],
    properties: { name: 'Alice', email: 'alice@example.com', level: 3 },
  },
  {
    key: 'image',
    type: 'aws_ami',
    classes: ['Image'],
    properties: { name: 'golden image', fqdn: 'image.example.com', scores: [1, 9], owner: null },
  },
  {
    key: 'laptop',
    type: 'device',
    classes: ['Device'],
    properties: { name: 'laptop', hostname: 'db-prod' },
  },
  // Gone: ended with sequence 2.
  {
    key: 'old',
    type: 'discovered_host',
    beginSeq: 1,
    endSeq: 2,
    properties: { name: 'old', displayName: 'old', hostname: 'old', platform: 'linux' },
  },
  // The same host id and QID in another subscription.
  {
    key: 'h1-other',
    type: 'discovered_host',
    subscription: 2,
    properties: { name: 'twin', displayName: 'twin', hostname: 'twin', ipAddress: '172.16.0.1' },
  },
  { ...finding(6, 'h1-other', 1001, 'critical'), subscription: 2 },
];

/** Stored relationships of the small graph. */
export const RELATIONSHIPS: readonly TestRelationship[] = [
  { from: 'account', class: 'HAS', to: 'vmdr' },
  { from: 'account', class: 'HAS', to: 'was' },
  { from: 'vmdr', class: 'SCANS', to: 'h1', createdOn: NOW - DAY },
  { from: 'vmdr', class: 'SCANS', to: 'h2' },
  { from: 'was', class: 'SCANS', to: 'w1' },
  { from: 'was', class: 'IDENTIFIED', to: 'wf1' },
  { from: 'h1', class: 'USES', to: 'image', properties: { since: 2019, tags: ['a', 'b'] } },
  { from: 'image', class: 'HAS', to: 'f2' },
  { from: 'alice', class: 'OWNS', to: 'h1' },
  { from: 'alice', class: 'ASSIGNED', to: 'w1' },
];

let graph: Promise<MemoryGraph> | undefined;

/** The small graph, made once per test file. */
export function smallGraph(): Promise<MemoryGraph> {
  graph ??= memoryGraph(ENTITIES, RELATIONSHIPS);
  return graph;
}
