import { expect, test } from 'vitest';
import {
  createSimulator,
  type SimulatorOptions,
  type TruthEntity,
  type TruthOptions,
  type TruthRelationship,
} from '../index.ts';
import { hostId } from '../world/host-identity.ts';

interface Graph {
  readonly entities: readonly TruthEntity[];
  readonly relationships: readonly TruthRelationship[];
}

function graph(options: SimulatorOptions, truth: TruthOptions = {}, days = 0): Graph {
  const simulator = createSimulator(options);
  simulator.advanceDays(days);
  const entities: TruthEntity[] = [];
  const relationships: TruthRelationship[] = [];
  for (const object of simulator.truth(truth)) {
    if ('_fromEntityKey' in object) relationships.push(object as TruthRelationship);
    else {
      expect(relationships).toHaveLength(0);
      entities.push(object as TruthEntity);
    }
  }
  return { entities, relationships };
}

const ofType = ({ entities }: Graph, type: string) =>
  entities.filter(({ _type }) => _type === type);

test.each([
  ['a', 0],
  ['b', 12],
  ['c', 45],
] as const)(
  'seed %s, day %i: keys are unique and every relationship has both ends',
  (seed, days) => {
    const { entities, relationships } = graph({ seed, hosts: 200, detections: 12 }, {}, days);
    const keys = new Set(entities.map(({ _key }) => _key));
    expect(keys.size).toBe(entities.length);
    const dangling = relationships.filter(
      ({ _fromEntityKey, _toEntityKey }) => !keys.has(_fromEntityKey) || !keys.has(_toEntityKey),
    );
    expect(dangling).toEqual([]);
    expect(new Set(relationships.map(({ _key }) => _key)).size).toBe(relationships.length);
  },
);

test('properties are never null, undefined, empty or not a number', () => {
  const { entities } = graph({ seed: 'values', hosts: 300 });
  const wrong = entities.flatMap((entity) =>
    Object.entries(entity).filter(([, value]) =>
      Array.isArray(value)
        ? value.length === 0 || value.some((each) => typeof each !== 'string')
        : value === undefined || value === null || value === '' || Number.isNaN(value),
    ),
  );
  expect(wrong).toEqual([]);
});

test('the records of one cloud machine are one entity with the findings of both', () => {
  const simulator = createSimulator({ seed: 'pairs', hosts: 600, detections: 12 });
  const truth = [...simulator.truth()];
  const hosts = truth.filter(
    (object): object is TruthEntity => '_class' in object && object._class[0] === 'Host',
  );
  const records = [...simulator.world.hosts()];
  const merged = records.filter(
    ({ id }) => !hosts.some(({ qualysQwebHostId }) => qualysQwebHostId === String(id)),
  );
  expect(hosts.length + merged.length).toBe(records.length);
  expect(merged.length).toBeGreaterThan(1);
  const ofPair = merged.find((host) =>
    simulator.world
      .detections(host)
      .some(({ type, vulnerability }) => type === 'Confirmed' && vulnerability.severity > 2),
  );
  const first = hosts.find(
    ({ qualysQwebHostId }) => qualysQwebHostId === String(hostId((ofPair?.index ?? 0) - 1)),
  );
  const has = truth.filter(
    (object): object is TruthRelationship =>
      '_fromEntityKey' in object &&
      object._class === 'HAS' &&
      object._fromEntityKey === first?._key,
  );
  expect(
    has.some(({ _toEntityKey }) => _toEntityKey.startsWith(`host-finding:${ofPair?.id}:`)),
  ).toBe(true);
});

test('types of hosts follow from what the cloud told', () => {
  const truth = graph({ seed: 'types', hosts: 500 });
  for (const [type, key] of [
    ['aws_instance', /^arn:aws:ec2:[a-z0-9-]+:\d{12}:instance\/i-[0-9a-f]{17}$/],
    [
      'azure_vm',
      /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[a-z-]+\/providers\/microsoft\.compute\/virtualmachines\/[a-z0-9-]+$/,
    ],
    [
      'google_compute_instance',
      /^https:\/\/www\.googleapis\.com\/compute\/v1\/projects\/[a-z-]+\/zones\/[a-z0-9-]+\/instances\/\d{20}$/,
    ],
    ['discovered_host', /^qualys-host:\d+$/],
  ] as const) {
    const found = ofType(truth, type);
    expect(found.length).toBeGreaterThan(10);
    for (const { _key } of found) expect(_key).toMatch(key);
  }
  expect(
    ofType(truth, 'aws_instance').some(({ awsAccountId }) => String(awsAccountId).startsWith('00')),
  ).toBe(true);
  expect(
    ofType(truth, 'discovered_host').some(({ cloudProvider }) => cloudProvider === 'AWS'),
  ).toBe(true);
});

test('fixed findings count for as long as configured, ignored and disabled ones always', () => {
  const options = { seed: 'scope', hosts: 200, detections: 15 };
  const counts = [0, 30, 90, 3000].map(
    (fixedSinceDays) =>
      ofType(graph(options, { fixedSinceDays }), 'qualys_host_finding').filter(
        ({ status }) => status === 'Fixed',
      ).length,
  );
  expect(counts[0]).toBe(0);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(new Set(counts).size).toBe(4);
  const findings = ofType(graph(options), 'qualys_host_finding');
  expect(findings.some(({ isIgnored, open }) => isIgnored === true && open === false)).toBe(true);
  expect(findings.some(({ isDisabled, open }) => isDisabled === true && open === false)).toBe(true);
  expect(
    findings.some(({ status, resolvedOn }) => status === 'Fixed' && resolvedOn === undefined),
  ).toBe(false);
});

test('severities, types, account name and web applications are as configured', () => {
  const options = { seed: 'config', hosts: 80 };
  const narrow = graph(options, {
    severities: [5],
    types: ['Info'],
    accountName: 'Group',
    tagAccountName: true,
    instance: 'i1',
  });
  for (const { type, qualysSeverity } of ofType(narrow, 'qualys_host_finding'))
    expect([type, qualysSeverity]).toEqual(['Info', 5]);
  const wide = graph(options, {
    severities: [1, 2],
    types: ['Info'],
    tagAccountName: false,
    ingestWebApps: false,
  });
  expect(ofType(wide, 'qualys_host_finding').length).toBeGreaterThan(10);
  expect(
    ofType(wide, 'qualys_host_finding').every(
      ({ open, status }) => open === false && status === undefined,
    ),
  ).toBe(true);
  expect(ofType(wide, 'web_app')).toEqual([]);
  expect(ofType(wide, 'qualys_web_app_scanner')).toHaveLength(1);
  expect(wide.entities.some((entity) => 'tag.AccountName' in entity)).toBe(false);
  expect(ofType(narrow, 'qualys_account')[0]).toMatchObject({
    _key: 'qualys-account:i1',
    name: 'Qualys - Group',
    'tag.AccountName': 'Group',
  });
  const tagged = new Set(
    narrow.entities.filter((entity) => 'tag.AccountName' in entity).map(({ _type }) => _type),
  );
  expect([...tagged].sort()).toEqual([
    'qualys_account',
    'qualys_vulnerability_manager',
    'qualys_web_app_finding',
    'qualys_web_app_scanner',
  ]);
});

test('a QID that the knowledge base lacks is a placeholder without severity or CVEs', () => {
  const truth = graph({ seed: 'gap', hosts: 300, detections: 30 });
  const placeholders = ofType(truth, 'qualys_vuln').filter(
    ({ inKnowledgeBase }) => inKnowledgeBase === false,
  );
  expect(placeholders.length).toBeGreaterThan(0);
  expect(Object.keys(placeholders[0] ?? {}).sort()).toEqual([
    '_class',
    '_key',
    '_type',
    'displayName',
    'inKnowledgeBase',
    'name',
    'open',
    'qid',
  ]);
});

test('the services tell what was scanned lately', () => {
  const simulator = createSimulator({ seed: 'facts', hosts: 150, webApps: 40 });
  const [, manager, scanner] = [...simulator.truth()] as TruthEntity[];
  const hosts = [...simulator.world.hosts()];
  expect(manager).toMatchObject({
    hostCount: 150,
    hostsScannedLast24Hours: hosts.filter(
      ({ lastScanned }) => lastScanned > simulator.now - 86_400_000,
    ).length,
    lastScannedOn: Math.max(...hosts.map(({ lastScanned }) => lastScanned)),
  });
  expect(Number(manager?.['hostsScannedLast7Days'])).toBeGreaterThan(
    Number(manager?.['hostsScannedLast24Hours']),
  );
  const apps = [...simulator.world.webApps()].filter(({ isScanned }) => isScanned);
  expect(scanner).toMatchObject({ webAppCount: apps.length, version: '8.10' });
  expect(Number(scanner?.['webAppsScannedLast7Days'])).toBeLessThanOrEqual(apps.length);
});
