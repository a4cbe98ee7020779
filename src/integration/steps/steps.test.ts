import { expect, test } from 'vitest';
import type { EdgeEnd } from '../../model/edge-kind.ts';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import { ENTITY_KINDS } from '../../model/entity-kinds.ts';
import { declarationErrors, schemaErrors } from '../testing/class-schemas.ts';
import { convertAccount } from './account/converters.ts';
import type { ConverterContext } from './context.ts';
import { INGESTION_SOURCES, STEPS } from './index.ts';
import { statedRelationship } from './relationship.ts';
import { convertVulnerabilityManager, convertWebAppScanner } from './services/converters.ts';

const CONTEXT: ConverterContext = {
  instanceId: 'i-1',
  accountName: 'Main',
  accountTag: 'Main',
  apiUrl: 'https://qualysapi.qualys.eu',
  platform: 'EU1',
  uiUrl: 'https://qualysguard.qualys.eu',
  resultQids: new Set(),
};

const PORTAL = {
  portal: {
    'PortalApplication-VERSION': '3.20.0.0-1 OFFICIAL #900 (2026-09-01T08:00:00Z)',
    'VM-VERSION': '1.0.3',
    'WAS-VERSION': '1.1.0.0-2',
  },
  qweb: {
    'WEB-VERSION': '10.39.1.0-1',
    'SCANNER-VERSION': '14.0.1-1',
    'VULNSIGS-VERSION': '2.6.500-3',
  },
};

test('the ids of the archived integration stay', () => {
  expect(STEPS.map((step) => step.id)).toEqual([
    'fetch-account',
    'fetch-services',
    'fetch-scanned-host-ids',
    'fetch-scanned-host-details',
    'fetch-scanned-host-detections',
    'fetch-scanned-webapps',
    'fetch-scanned-webapp-findings',
    'fetch-finding-vulns',
  ]);
});

test('every entity that the instance or the subscription owns belongs to one step', () => {
  const declared = STEPS.flatMap((step) => step.entities.map((entity) => entity._type));
  const owned = ENTITY_KINDS.filter((kind) => kind.ownership !== 'mapped').map((kind) => kind.type);
  expect(declared.toSorted()).toEqual(owned.toSorted());
});

test('every relationship between two of our types belongs to one step', () => {
  const relationships = STEPS.flatMap((step) => [
    ...step.relationships,
    ...step.mappedRelationships,
  ]).map((each) =>
    'direction' in each && each.direction === 'REVERSE'
      ? `${each.targetType} ${each._class} ${each.sourceType}`
      : `${each.sourceType} ${each._class} ${each.targetType}`,
  );
  const typesAt = (end: EdgeEnd): string[] =>
    ENTITY_KINDS.filter((kind) =>
      'type' in end ? kind.type === end.type : kind.classes.includes(end.class),
    ).map((kind) => kind.type);
  const expected = EDGE_KINDS.filter(({ origin }) => origin !== 'threat-qid').flatMap(
    ({ from, to, class: name }) =>
      typesAt(from).flatMap((source) => typesAt(to).map((target) => `${source} ${name} ${target}`)),
  );
  expect(relationships.toSorted()).toEqual(expected.toSorted());
});

test('steps depend on steps of the same graph only', () => {
  for (const step of STEPS) {
    for (const id of step.dependsOn) {
      const other = STEPS.find((each) => each.id === id);
      expect(other?.dependencyGraphId).toBe(step.dependencyGraphId);
    }
  }
});

test('mapped relationships point forward and carry the type that the model gives', () => {
  const hosts = STEPS.find((step) => step.id === 'fetch-scanned-host-details')!;
  expect(hosts.entities).toEqual([]);
  expect(hosts.mappedRelationships).toContainEqual({
    _type: 'qualys_vulnerability_manager_scans_aws_instance',
    _class: 'SCANS',
    sourceType: 'qualys_vulnerability_manager',
    targetType: 'aws_instance',
    direction: 'FORWARD',
  });
});

test('what an asset has is mapped back from the finding', () => {
  const findings = STEPS.find((step) => step.id === 'fetch-scanned-webapp-findings')!;
  expect(findings.mappedRelationships).toEqual([
    {
      _type: 'web_app_has_qualys_web_app_finding',
      _class: 'HAS',
      sourceType: 'qualys_web_app_finding',
      targetType: 'web_app',
      direction: 'REVERSE',
    },
  ]);
});

test('the schema of an entity type is made of its properties', () => {
  const account = STEPS[0]!.entities[0]!;
  expect(account.schema.properties['_type']).toEqual({ const: 'qualys_account' });
  expect(account.schema.properties['vendor']).toMatchObject({ type: ['string', 'null'] });
  const finding = STEPS.find((step) => step.id === 'fetch-scanned-host-detections')!.entities[0]!;
  expect(finding.schema.properties['firstFoundOn']).toMatchObject({ type: ['integer', 'null'] });
  expect(finding.schema.properties['cveIds']).toMatchObject({
    type: ['array', 'null'],
    items: { type: 'string' },
  });
});

test('a step says what it asks and what grants that', () => {
  const byId = new Map(STEPS.map((step) => [step.id, step.authorization]));
  expect(byId.get('fetch-services')).toBeUndefined();
  expect(byId.get('fetch-scanned-host-details')).toEqual({
    endpoints: ['/api/{version}/fo/asset/host/', '/qps/rest/{version}/search/am/hostasset'],
    permissions: [
      'API access (user settings, User Role, Allow access to: API)',
      'AssetView: API Access',
      'AssetView: Read Asset',
    ],
    roles: ['Manager', 'Unit Manager', 'Scanner', 'Reader'],
    licenses: ['VMDR'],
  });
});

test('every step that reads what an administrator may not want belongs to an ingestion source', () => {
  const sources = new Set(STEPS.flatMap((step) => step.ingestionSourceId ?? []));
  expect([...sources].toSorted()).toEqual(Object.keys(INGESTION_SOURCES).toSorted());
  const always = STEPS.filter((step) => step.ingestionSourceId === undefined);
  expect(always.map((step) => step.id)).toEqual(['fetch-account', 'fetch-services']);
});

test('account and services, with and without what may be missing', () => {
  const account = convertAccount(PORTAL, CONTEXT);
  expect(account).toEqual({
    _key: 'qualys-account:i-1',
    _type: 'qualys_account',
    _class: ['Account'],
    'tag.AccountName': 'Main',
    name: 'Qualys - Main',
    displayName: 'Qualys - Main',
    vendor: 'Qualys',
    apiUrl: 'https://qualysapi.qualys.eu',
    platform: 'EU1',
    webLink: 'https://qualysguard.qualys.eu/',
    portalVersion: '3.20.0.0-1 OFFICIAL #900 (2026-09-01T08:00:00Z)',
    webVersion: '10.39.1.0-1',
  });
  const manager = convertVulnerabilityManager(
    PORTAL,
    {
      hostCount: 0,
      lastScannedOn: undefined,
      hostsScannedLast24Hours: 0,
      hostsScannedLast7Days: 0,
    },
    CONTEXT,
  );
  expect(manager).toMatchObject({
    _key: 'qualys-service:vmdr',
    name: 'Qualys Vulnerability Manager',
    category: ['software', 'other'],
    function: ['vulnerability-management'],
    version: '1.0.3',
    scannerVersion: '14.0.1-1',
    vulnerabilitySignaturesVersion: '2.6.500-3',
    hostCount: 0,
  });
  const scanner = convertWebAppScanner(undefined, undefined, CONTEXT);
  expect(scanner).toMatchObject({ _key: 'qualys-service:was', function: ['DAST'] });
  expect(scanner['version']).toBeUndefined();
  expect(scanner).not.toHaveProperty('webAppCount');
  const { platform: _p, uiUrl: _u, ...unknown } = CONTEXT;
  for (const entity of [account, manager, scanner, convertAccount(undefined, unknown)]) {
    expect(schemaErrors(entity)).toEqual([]);
    expect(declarationErrors(entity)).toEqual([]);
  }
  expect(statedRelationship(account, 'HAS', scanner)).toMatchObject({
    _key: 'qualys-account:i-1|has|qualys-service:was',
    _type: 'qualys_account_has_web_app_scanner',
  });
});
