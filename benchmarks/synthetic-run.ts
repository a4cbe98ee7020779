import type { Entity } from '../src/model/graph-object.ts';
import { createRunSpool, type RunHeader } from '../src/spool/index.ts';

/** Size and state of a synthetic run. */
export interface SyntheticRun {
  readonly folder: string;
  readonly runId: string;
  readonly hosts: number;
  readonly findingsPerHost: number;
  /** 0 for the first run; every later day moves what a rescan moves (volatile properties). */
  readonly day: number;
  /** Share of the findings whose stable properties differ from those of day 0. */
  readonly changedShare: number;
  /** Findings of every state, with threats on some of them: what the console filters by. Otherwise all are open. */
  readonly isVaried?: true;
}

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const CHUNK_HOSTS = 150;
const QIDS = 4000;

/** A number that depends on nothing but its arguments: multiplicative hashing. */
function mix(a: number, b: number): number {
  let x = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return (x ^ (x >>> 13)) >>> 0;
}

function hostEntity(host: number, day: number): Entity {
  const address = `10.${(host >> 16) & 255}.${(host >> 8) & 255}.${host & 255}`;
  const name = `host-${host}`;
  return {
    _key: `qualys-host:${100_000 + host}`,
    _type: 'discovered_host',
    _class: ['Host'],
    name,
    displayName: `${name}.example.net`,
    hostname: name,
    fqdn: [`${name}.example.net`],
    dnsName: `${name}.example.net`,
    ipAddress: address,
    ipv4Addresses: [address],
    privateIpAddresses: [address],
    privateIpAddress: address,
    os: 'Ubuntu Linux 24.04',
    osName: 'Ubuntu Linux 24.04',
    osType: 'linux',
    platform: 'linux',
    qualysQwebHostId: String(100_000 + host),
    qualysAssetId: String(9_000_000 + host),
    scannedBy: 'qualys',
    trackingMethod: 'IP',
    networkId: '0',
    tags: ['Production', `Team ${host % 40}`],
    firstFoundOn: START - (host % 500) * DAY_MS,
    lastScannedOn: START + day * DAY_MS,
    lastVmScannedOn: START + day * DAY_MS + 60_000,
    lastActivityOn: START + day * DAY_MS,
    truRiskScore: (mix(host, day) % 1000) + 1,
    'tag.AccountName': 'Benchmark',
  };
}

function findingEntity(host: number, n: number, day: number, isChanged: boolean): Entity {
  const seed = mix(host, n);
  const qid = 38_000 + (seed % QIDS);
  const severity = 3 + (seed % 3);
  const uniqueVulnId = String(1_000_000_000 + host * 1000 + n);
  const key = `host-finding:${100_000 + host}:${uniqueVulnId}`;
  const status = isChanged ? 'Re-Opened' : 'Active';
  const found = START - (seed % 400) * DAY_MS;
  const rescan = START + day * DAY_MS + (host % 86_400) * 1000;
  return {
    _key: key,
    _type: 'qualys_host_finding',
    _class: ['Finding'],
    id: key,
    name: `QID ${qid}`,
    displayName: `QID ${qid}`,
    severity: ['medium', 'high', 'critical'][severity - 3],
    numericSeverity: severity * 2,
    qualysSeverity: severity,
    status,
    open: true,
    isIgnored: false,
    isDisabled: false,
    tags: ['Production', `Team ${host % 40}`],
    category: 'system-scan',
    qid,
    type: seed % 7 === 0 ? 'Potential' : 'Confirmed',
    uniqueVulnId,
    hostId: String(100_000 + host),
    qualysAssetId: String(9_000_000 + host),
    port: [22, 80, 443, 8443, 3389][seed % 5],
    protocol: 'tcp',
    ssl: seed % 5 === 2,
    fqdn: `host-${host}.example.net`,
    targets: [
      `10.${(host >> 16) & 255}.${(host >> 8) & 255}.${host & 255}`,
      String(100_000 + host),
    ],
    numTimesFound: 10 + day,
    createdOn: found,
    updatedOn: rescan,
    firstFoundOn: found,
    lastFoundOn: rescan,
    lastTestedOn: rescan,
    lastUpdatedOn: rescan + 1000,
    lastProcessedOn: rescan + 2000,
    qds: 30 + (seed % 60),
    qdsSeverity: 'MEDIUM',
    qdsFactors: [`CVSS=${(seed % 100) / 10}`, 'CVSS_version=v3.x', `epss=0.${seed % 10_000}`],
    epssScore: (seed % 10_000) / 10_000,
    cveIds: [`CVE-2025-${1000 + (seed % QIDS)}`],
    latestDetectionSource: 'QUALYS_SCANNER',
    affectsRunningKernel: false,
    'tag.AccountName': 'Benchmark',
  };
}

const STATES = [
  { status: 'Re-Opened', open: true },
  { status: 'Fixed', open: false, closedReason: 'fixed' },
  { status: 'Active', open: false, closedReason: 'ignored', isIgnored: true },
  { status: 'New', open: true },
] as const;

const THREATS = [
  ['Active_Attacks'],
  ['Easy_Exploit', 'Exploit_Public'],
  ['Ransomware', 'Wormable'],
] as const;

/** The finding in one of the states that findings have: six of ten stay active, one of thirty is known to be exploited. */
function varied(finding: Entity, seed: number): Entity {
  const state = seed % 10 < 6 ? {} : STATES[seed % STATES.length];
  const isFixed = state !== undefined && 'closedReason' in state && state.closedReason === 'fixed';
  return {
    ...finding,
    ...state,
    ...(isFixed && { resolvedOn: START - (seed % 60) * DAY_MS }),
    isCisaKnownExploited: seed % 30 === 0,
    threatIndicators: seed % 4 === 0 ? [...(THREATS[seed % THREATS.length] ?? [])] : undefined,
  };
}

function vulnerability(qid: number): Entity {
  const key = `vuln-qid:${qid}`;
  return {
    _key: key,
    _type: 'qualys_vuln',
    _class: ['Vulnerability'],
    id: key,
    name: `Example vulnerability ${qid}`,
    displayName: `Example vulnerability ${qid}`,
    qid,
    open: true,
    inKnowledgeBase: true,
    severityLevel: 4,
    vulnType: 'Vulnerability',
    category: 'Local',
    cveIds: [`CVE-2025-${1000 + (qid - 38_000)}`, `CVE-2024-${1000 + (qid % 700)}`],
    solution: 'Apply the update. '.repeat(20),
    diagnosis: 'The version that runs is older than the one with the fix. '.repeat(10),
    cvssScoreV3: (qid % 100) / 10,
    patchable: true,
    publishedOn: START - 900 * DAY_MS,
  };
}

function cve(id: string): Entity {
  return {
    _key: id.toLowerCase(),
    _type: 'cve',
    _class: ['Vulnerability'],
    name: id,
    displayName: id,
    cveId: id,
    open: true,
    webLink: `https://nvd.nist.gov/vuln/detail/${id}`,
  };
}

/** The entity types that a {@link writeSyntheticRun} brings completely. */
export const COMPLETE_TYPES = [
  'qualys_account',
  'qualys_vulnerability_manager',
  'discovered_host',
] as const;

/** Writes the segments of a run as a collection would: one page per chunk of hosts, then vulnerabilities. */
export async function writeSyntheticRun(run: SyntheticRun): Promise<RunHeader> {
  const header: RunHeader = {
    runId: run.runId,
    instance: { name: 'bench', integrationType: 'qualys', subscription: 'bench-subscription' },
    configFingerprint: 'bench',
    startedAt: START + run.day * DAY_MS,
  };
  const spool = await createRunSpool(run.folder, header);
  let sequence = 0;

  const services = await spool.beginPage({ sequence, endpoint: 'portal', scope: 'all' });
  services.entity({
    _key: 'qualys-account:bench',
    _type: 'qualys_account',
    _class: ['Account'],
    name: 'Qualys - bench',
    displayName: 'Qualys - bench',
    vendor: 'Qualys',
  });
  services.entity({
    _key: 'qualys-service:vmdr',
    _type: 'qualys_vulnerability_manager',
    _class: ['Service'],
    name: 'Qualys Vulnerability Manager',
    displayName: 'Qualys Vulnerability Manager',
    category: ['software', 'other'],
    hostCount: run.hosts,
  });
  services.relationship({
    _key: 'qualys-account:bench|has|qualys-service:vmdr',
    _type: 'qualys_account_has_vulnerability_manager',
    _class: 'HAS',
    _fromEntityKey: 'qualys-account:bench',
    _toEntityKey: 'qualys-service:vmdr',
    displayName: 'HAS',
  });
  await services.commit({ counts: {} });

  for (let first = 0; first < run.hosts; first += CHUNK_HOSTS) {
    sequence += 1;
    const last = Math.min(first + CHUNK_HOSTS, run.hosts) - 1;
    const segment = await spool.beginPage({
      sequence,
      endpoint: 'host-detections',
      scope: `${100_000 + first}-${100_000 + last}`,
    });
    for (let host = first; host <= last; host += 1) {
      const ref = { space: 'host', id: String(100_000 + host) } as const;
      segment.target({
        entity: hostEntity(host, run.day),
        scannerKey: 'qualys-service:vmdr',
        ref,
        order: 100_000 + host,
        isEnriched: true,
      });
      for (let n = 0; n < run.findingsPerHost; n += 1) {
        const isChanged = mix(host * 64 + n, 99) % 1000 < run.changedShare * 1000;
        const finding = findingEntity(host, n, run.day, isChanged);
        const entity = run.isVaried === true ? varied(finding, mix(n, host)) : finding;
        segment.finding({ entity, ref });
      }
      segment.covered(ref, 'qualys_host_finding');
      await segment.drain();
    }
    await segment.commit({ counts: { hosts: last - first + 1 } });
  }

  const knowledge = await spool.beginPage({
    sequence: sequence + 1,
    endpoint: 'knowledge-base',
    scope: 'all',
  });
  for (let n = 0; n < QIDS; n += 1) {
    knowledge.entity(vulnerability(38_000 + n));
    knowledge.entity(cve(`CVE-2025-${1000 + n}`));
    knowledge.entity(cve(`CVE-2024-${1000 + (n % 700)}`));
  }
  await knowledge.commit({ counts: {} });
  return header;
}
